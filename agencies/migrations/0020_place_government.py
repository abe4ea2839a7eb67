"""The government of the place of an office that a city's department founded for a district (行政复议法24④)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0003_append_only")]
    operations = [
        migrations.AddField(
            model_name="agency", name="place_government", field=models.CharField(blank=True, max_length=120)
        ),
    ]
