"""The mark of a supervisor is called so in the code too; its table keeps its name and its guards."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reporting", "0003_drawing_failures")]

    operations = [
        migrations.AlterModelTable("SupervisionMark", "reporting_supervisionmark"),  # before the new name: nothing is to be moved
        migrations.RenameModel("SupervisionMark", "SupervisorMark"),
    ]
