"""A letter that is set aside is called so in the code too; its table keeps its name and its guards."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_high_water_mark")]

    operations = [
        migrations.AlterModelTable("SetAside", "notices_setaside"),  # before the new name: nothing is to be moved
        migrations.RenameModel("SetAside", "SetAsideLetter"),
    ]
