"""Entered figures, filings, dispositions, publications, published tables, own words, typical cases, marks, notes, quality of cases."""

import agencies.tables
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agencies', '0002_append_only'),
        ('workflow', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        agencies.tables.CreateTables(
            models=[
                migrations.CreateModel(
                    name='Filing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField()),
                        ('state', models.CharField(choices=[('open', 'Being filled in'), ('confirmed', 'Confirmed by the unit'), ('returned', 'Returned'), ('accepted', 'Accepted')], default='open', max_length=12)),
                        ('sheet_sha256', models.CharField(blank=True, max_length=64)),
                        ('confirmed_on', models.DateField(blank=True, null=True)),
                        ('version', models.PositiveIntegerField(default=0)),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='agencies.agency')),
                    ],
                    options={
                        'verbose_name': 'filing',
                        'verbose_name_plural': 'filings',
                        'ordering': ['year', 'agency'],
                        'constraints': [models.UniqueConstraint(fields=('agency', 'year'), name='filing_once'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'confirmed', 'returned', 'accepted'])), name='filing_state_known')],
                    },
                ),
                migrations.CreateModel(
                    name='FilingTerms',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField()),
                        ('units_by', models.DateField()),
                        ('publish_by', models.DateField()),
                        ('government', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                    ],
                    options={
                        'verbose_name': 'filing terms',
                        'verbose_name_plural': 'filing terms',
                        'ordering': ['government', 'year'],
                        'constraints': [models.UniqueConstraint(fields=('government', 'year'), name='terms_once'), models.CheckConstraint(condition=models.Q(('units_by__lte', models.F('publish_by'))), name='units_file_before_publication')],
                    },
                ),
                migrations.CreateModel(
                    name='Passage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField()),
                        ('whole', models.BooleanField(default=False)),
                        ('section', models.CharField(max_length=40)),
                        ('version', models.PositiveIntegerField()),
                        ('text', models.TextField(blank=True)),
                        ('at', models.DateTimeField()),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='agencies.agency')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'own words',
                        'verbose_name_plural': 'own words',
                        'ordering': ['agency', 'year', 'whole', 'section', '-version'],
                        'constraints': [models.UniqueConstraint(fields=('agency', 'year', 'whole', 'section', 'version'), name='passage_version_once')],
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
                        ('version', models.PositiveSmallIntegerField(default=1)),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='published_tables', to='agencies.agency')),
                    ],
                    options={
                        'verbose_name': 'published table',
                        'verbose_name_plural': 'published tables',
                        'ordering': ['agency', 'year', '-version'],
                        'constraints': [models.UniqueConstraint(fields=('agency', 'year', 'version'), name='published_once')],
                    },
                ),
                migrations.CreateModel(
                    name='SupervisionMark',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('item', models.CharField(max_length=40)),
                        ('on', models.DateField()),
                        ('reason', models.CharField(max_length=400)),
                        ('at', models.DateTimeField()),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='agencies.agency')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='workflow.case')),
                        ('withdraws', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='reporting.supervisionmark')),
                    ],
                    options={
                        'verbose_name': 'mark of the supervisor',
                        'verbose_name_plural': 'marks of the supervisor',
                        'ordering': ['-id'],
                        'indexes': [models.Index(fields=['agency', 'item', 'on'], name='reporting_s_agency__fefa2e_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='mark_of_supervisor_has_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='SupervisionNote',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.CharField(max_length=400)),
                        ('answer_by', models.DateField()),
                        ('at', models.DateTimeField()),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervision_notes', to='workflow.case')),
                    ],
                    options={
                        'verbose_name': 'supervising note',
                        'verbose_name_plural': 'supervising notes',
                        'ordering': ['-id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='supervision_note_says_something')],
                    },
                ),
                migrations.CreateModel(
                    name='CaseQuality',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('points', models.PositiveSmallIntegerField()),
                        ('lost', models.JSONField()),
                        ('events', models.PositiveIntegerField()),
                        ('last_mark', models.BigIntegerField(default=0)),
                        ('scheme', models.CharField(max_length=16)),
                        ('scored_at', models.DateTimeField()),
                        ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='quality', to='workflow.case')),
                    ],
                    options={
                        'verbose_name': 'quality of a case',
                        'verbose_name_plural': 'quality of cases',
                        'indexes': [models.Index(fields=['points'], name='reporting_c_points_f4ab21_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('points__lte', 100)), name='quality_of_a_hundred')],
                    },
                ),
                migrations.CreateModel(
                    name='Disposition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField()),
                        ('finding', models.CharField(max_length=64)),
                        ('rule', models.CharField(max_length=40)),
                        ('message', models.TextField()),
                        ('reason', models.CharField(max_length=400)),
                        ('at', models.DateTimeField()),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['agency', 'year', 'id'],
                        'indexes': [models.Index(fields=['agency', 'year', 'finding'], name='reporting_d_agency__7170a4_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='disposition_has_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='Example',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField()),
                        ('version', models.PositiveIntegerField()),
                        ('step', models.CharField(choices=[('proposed', 'Waiting for confirmation'), ('confirmed', 'In the report'), ('withdrawn', 'Taken out')], max_length=10)),
                        ('text', models.TextField()),
                        ('at', models.DateTimeField()),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='examples', to='agencies.agency')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='examples', to='workflow.case')),
                    ],
                    options={
                        'verbose_name': 'typical case',
                        'verbose_name_plural': 'typical cases',
                        'ordering': ['agency', 'year', 'case', '-version'],
                        'constraints': [models.UniqueConstraint(fields=('agency', 'year', 'case', 'version'), name='example_version_once'), models.CheckConstraint(condition=models.Q(('step__in', ['proposed', 'confirmed', 'withdrawn'])), name='example_step_known')],
                    },
                ),
                migrations.CreateModel(
                    name='Figure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField()),
                        ('indicator', models.CharField(max_length=120)),
                        ('value', models.DecimalField(decimal_places=6, max_digits=20)),
                        ('source', models.CharField(blank=True, max_length=200)),
                        ('evidence', models.CharField(blank=True, max_length=400)),
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
                    name='FilingEvent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('seq', models.PositiveIntegerField()),
                        ('act', models.CharField(choices=[('enter', 'Enter a figure'), ('write', 'Write a text'), ('confirm', 'Confirm'), ('return', 'Return with remarks'), ('accept', 'Accept')], max_length=12)),
                        ('at', models.DateTimeField()),
                        ('remark', models.CharField(blank=True, max_length=400)),
                        ('data', models.JSONField(default=dict)),
                        ('sheet_sha256', models.CharField(blank=True, max_length=64)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='reporting.filing')),
                    ],
                    options={
                        'ordering': ['filing', 'seq'],
                        'constraints': [models.UniqueConstraint(fields=('filing', 'seq'), name='filing_event_seq_once'), models.CheckConstraint(condition=models.Q(('act__in', ['enter', 'write', 'confirm', 'return', 'accept'])), name='filing_act_known')],
                    },
                ),
                migrations.CreateModel(
                    name='Publication',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('document', models.TextField()),
                        ('checks', models.JSONField()),
                        ('cells', models.JSONField()),
                        ('figures', models.JSONField(default=list)),
                        ('agencies', models.JSONField()),
                        ('explained', models.JSONField(default=list)),
                        ('reason', models.CharField(blank=True, max_length=400)),
                        ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('table', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='publication', to='reporting.publishedtable')),
                    ],
                    options={
                        'verbose_name': 'publication',
                        'verbose_name_plural': 'publications',
                        'ordering': ['-id'],
                    },
                ),
                migrations.CreateModel(
                    name='SupervisionAnswer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.CharField(max_length=400)),
                        ('at', models.DateTimeField()),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('note', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='reporting.supervisionnote')),
                    ],
                    options={
                        'verbose_name': 'answer to a supervising note',
                        'verbose_name_plural': 'answers to supervising notes',
                        'ordering': ['-id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='supervision_answer_says_something')],
                    },
                ),
                migrations.CreateModel(
                    name='PublishedFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=8)),
                        ('body', models.BinaryField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('made_at', models.DateTimeField()),
                        ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='reporting.publication')),
                    ],
                    options={
                        'ordering': ['publication', 'kind'],
                        'constraints': [models.UniqueConstraint(fields=('publication', 'kind'), name='published_file_once')],
                    },
                ),
            ],
        ),
    ]
