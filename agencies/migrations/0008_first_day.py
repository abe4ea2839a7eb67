from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0007_file_faults")]

    operations = [
        migrations.AddField("agency", "opened_on", models.DateField(blank=True, null=True)),
    ]
