"""Entered figures and published tables."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agencies', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('indicator', models.CharField(max_length=120)),
                ('value', models.DecimalField(decimal_places=6, max_digits=20)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('entered_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='agencies.agency')),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'entered figure',
                'verbose_name_plural': 'entered figures',
                'ordering': ['agency', 'year', 'indicator'],
                'indexes': [models.Index(fields=['year', 'indicator'], name='reporting_f_year_6437c7_idx')],
                'constraints': [models.UniqueConstraint(fields=('agency', 'year', 'indicator'), name='figure_once'), models.CheckConstraint(condition=models.Q(('value__gte', 0), ('indicator__in', ('二 其他对外管理服务事项 本年增/减', '二 行政事业性收费 本年增/减', '二 行政处罚 本年增/减', '二 行政强制 本年增/减', '二 行政许可 本年增/减')), _connector='OR'), name='figure_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='PublishedTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('form', models.CharField(max_length=20)),
                ('tables', models.JSONField()),
                ('sentences', models.JSONField(default=list)),
                ('sha256', models.CharField(max_length=64)),
                ('frozen_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='published_tables', to='agencies.agency')),
            ],
            options={
                'verbose_name': 'published table',
                'verbose_name_plural': 'published tables',
                'ordering': ['agency', 'year'],
                'constraints': [models.UniqueConstraint(fields=('agency', 'year'), name='published_once')],
            },
        ),
    ]
