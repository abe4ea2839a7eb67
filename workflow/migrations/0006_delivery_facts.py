"""`Service` stood beside `services.py`: the facts of service (送达) bear their own name; their table keeps its name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflow", "0005_acts_without_a_list")]
    operations = [
        migrations.AlterModelTable("service", "workflow_service"),
        migrations.RenameModel("Service", "DeliveryFact"),
        migrations.AlterField(
            "deliveryfact",
            "case",
            models.ForeignKey(on_delete=models.PROTECT, related_name="delivery_facts", to="workflow.case"),
        ),
    ]
