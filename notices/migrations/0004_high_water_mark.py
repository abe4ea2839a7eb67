"""The high-water mark of a series is called so in the code too; its table keeps its name and its guards."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_forms_of_numbers")]

    operations = [
        migrations.AlterModelTable("NumberMark", "notices_numbermark"),  # before the new name: nothing is to be moved
        migrations.RenameModel("NumberMark", "HighWaterMark"),
    ]
