from django.db import migrations, models

SIGNED = (
    "二 其他对外管理服务事项 本年增/减",
    "二 行政事业性收费 本年增/减",
    "二 行政处罚 本年增/减",
    "二 行政强制 本年增/减",
    "二 行政许可 本年增/减",
)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]
    operations = [
        migrations.RemoveConstraint(model_name="figure", name="figure_not_negative"),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(value__gte=0) | models.Q(indicator__in=SIGNED), name="figure_not_negative"
            ),
        ),
    ]
