"""Drafts, letters, numbers, wordings, printing, posting, signed copies."""

import agencies.tables
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
        agencies.tables.CreateTables(
            models=[
                migrations.CreateModel(
                    name='Dispatch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('posted_on', models.DateField()),
                        ('recorded_at', models.DateTimeField()),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                        ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-id'],
                        'indexes': [models.Index(fields=['agency', 'posted_on'], name='notices_dis_agency__7ef72c_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Draft',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=40)),
                        ('regulation', models.CharField(max_length=4)),
                        ('dated', models.DateField()),
                        ('online', models.BooleanField(default=False)),
                        ('title', models.CharField(max_length=120)),
                        ('facts', models.JSONField()),
                        ('html', models.TextField()),
                        ('text', models.TextField()),
                        ('content_sha256', models.CharField(max_length=64)),
                        ('law_part', models.JSONField(null=True)),
                        ('created_at', models.DateTimeField()),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='agencies.agency')),
                        ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'draft',
                        'verbose_name_plural': 'drafts',
                        'ordering': ['-id'],
                    },
                ),
                migrations.CreateModel(
                    name='Letter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=40)),
                        ('regulation', models.CharField(max_length=4)),
                        ('series', models.CharField(blank=True, max_length=40)),
                        ('year', models.PositiveSmallIntegerField()),
                        ('sequence', models.PositiveIntegerField(blank=True, null=True)),
                        ('number', models.CharField(blank=True, max_length=80)),
                        ('dated', models.DateField()),
                        ('title', models.CharField(max_length=120)),
                        ('addressee', models.CharField(blank=True, max_length=240)),
                        ('facts', models.JSONField()),
                        ('html', models.TextField(blank=True)),
                        ('content_sha256', models.CharField(blank=True, max_length=64)),
                        ('online', models.BooleanField(default=False)),
                        ('verification_code', models.CharField(blank=True, max_length=20)),
                        ('historic', models.BooleanField(default=False)),
                        ('issued_at', models.DateTimeField()),
                        ('pdf', models.FileField(blank=True, max_length=200, upload_to='letters/%Y')),
                        ('pdf_sha256', models.CharField(blank=True, max_length=64)),
                        ('claimed_until', models.DateTimeField(blank=True, null=True)),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('render_error', models.CharField(blank=True, max_length=400)),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='agencies.agency')),
                        ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'letter',
                        'verbose_name_plural': 'letters',
                        'ordering': ['-id'],
                        'indexes': [models.Index(fields=['agency', 'number'], name='notices_let_agency__7225f5_idx'), models.Index(condition=models.Q(('historic', False), ('pdf_sha256', '')), fields=['id'], name='letter_without_pdf'), models.Index(condition=models.Q(('verification_code', ''), _negated=True), fields=['verification_code'], name='letter_by_code'), models.Index(condition=models.Q(('pdf_sha256', ''), _negated=True), fields=['pdf_sha256'], name='letter_by_file')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('historic', False)), fields=('agency', 'series', 'year', 'sequence'), name='letter_number_once'), models.CheckConstraint(condition=models.Q(('historic', True), models.Q(models.Q(('html', ''), _negated=True), models.Q(('content_sha256', ''), _negated=True), ('sequence__isnull', False), models.Q(('series', ''), _negated=True)), models.Q(models.Q(('html', ''), _negated=True), models.Q(('content_sha256', ''), _negated=True), ('number', ''), ('sequence__isnull', True), ('series', '')), _connector='OR'), name='letter_has_number_and_text')],
                    },
                ),
                migrations.CreateModel(
                    name='NumberMark',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('series', models.CharField(max_length=40)),
                        ('year', models.PositiveSmallIntegerField()),
                        ('former', models.PositiveIntegerField()),
                        ('last', models.PositiveIntegerField()),
                        ('reason', models.CharField(max_length=400)),
                        ('set_at', models.DateTimeField()),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='number_marks', to='agencies.agency')),
                        ('set_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'high-water mark',
                        'verbose_name_plural': 'high-water marks',
                        'ordering': ['agency', 'series', 'year', 'former'],
                        'indexes': [models.Index(fields=['agency', 'series', 'year'], name='notices_num_agency__d61d47_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='mark_has_reason'), models.CheckConstraint(condition=models.Q(('last__gt', models.F('former'))), name='mark_only_upward')],
                    },
                ),
                migrations.CreateModel(
                    name='NumberSeries',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('series', models.CharField(max_length=40)),
                        ('year', models.PositiveSmallIntegerField()),
                        ('last', models.PositiveIntegerField(default=0)),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='number_series', to='agencies.agency')),
                    ],
                    options={
                        'verbose_name': 'number series',
                        'verbose_name_plural': 'number series',
                        'constraints': [models.UniqueConstraint(fields=('agency', 'series', 'year'), name='series_once_per_agency_and_year')],
                    },
                ),
                migrations.CreateModel(
                    name='PrintBatch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('pages', models.PositiveIntegerField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('reason', models.CharField(blank=True, max_length=200)),
                        ('printed_at', models.DateTimeField()),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                        ('printed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-id'],
                        'indexes': [models.Index(fields=['agency', 'printed_at'], name='notices_pri_agency__2729eb_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='SeriesWord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('family', models.CharField(choices=[('reply', 'Replies'), ('procedural', 'Procedural notices'), ('inter_agency', 'Letters to other agencies')], max_length=12)),
                        ('words', models.CharField(max_length=30)),
                        ('from_on', models.DateField()),
                        ('set_at', models.DateTimeField()),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series_words', to='agencies.agency')),
                        ('set_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'words of a number series',
                        'verbose_name_plural': 'words of number series',
                        'ordering': ['agency', 'family', '-from_on', '-id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='series_has_words'), models.CheckConstraint(condition=models.Q(('family__in', ['reply', 'procedural', 'inter_agency'])), name='number_family_known')],
                    },
                ),
                migrations.CreateModel(
                    name='UnmatchedMail',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('mail_number', models.CharField(max_length=20)),
                        ('status', models.CharField(max_length=12)),
                        ('on', models.DateField()),
                        ('source', models.CharField(max_length=64)),
                        ('recorded_at', models.DateTimeField()),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                        ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(fields=('agency', 'mail_number', 'status', 'on'), name='unmatched_told_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Wording',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.CharField(max_length=20)),
                        ('kind', models.CharField(blank=True, max_length=40)),
                        ('version', models.PositiveIntegerField()),
                        ('text', models.TextField()),
                        ('status', models.CharField(choices=[('draft', 'Waiting for release'), ('released', 'In use'), ('retired', 'No longer in use')], default='draft', max_length=10)),
                        ('written_at', models.DateTimeField()),
                        ('released_at', models.DateTimeField(blank=True, null=True)),
                        ('retired_at', models.DateTimeField(blank=True, null=True)),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='agencies.agency')),
                        ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('retired_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'wording',
                        'verbose_name_plural': 'wordings',
                        'ordering': ['place', 'kind', '-version'],
                        'constraints': [models.UniqueConstraint(fields=('agency', 'place', 'kind', 'version'), name='wording_version_once'), models.UniqueConstraint(condition=models.Q(('status', 'released')), fields=('agency', 'place', 'kind'), name='wording_released_once'), models.CheckConstraint(condition=models.Q(('released_by__isnull', True), models.Q(('released_by', models.F('written_by')), _negated=True), _connector='OR'), name='wording_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'released'), _negated=True), models.Q(('released_at__isnull', False), ('released_by__isnull', False)), _connector='OR'), name='wording_released_by_somebody'), models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'released', 'retired'])), name='wording_status_known')],
                    },
                ),
                migrations.CreateModel(
                    name='Destination',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120)),
                        ('address', models.CharField(max_length=240)),
                        ('postcode', models.CharField(blank=True, max_length=6)),
                        ('phone', models.CharField(blank=True, max_length=40)),
                        ('reason', models.CharField(max_length=200)),
                        ('entered_at', models.DateTimeField()),
                        ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='destinations', to='notices.letter')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('address', ''), _negated=True), name='destination_has_address')],
                    },
                ),
                migrations.CreateModel(
                    name='Mailing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('ems', 'EMS'), ('registered', 'Registered mail'), ('ordinary', 'Ordinary mail')], max_length=12)),
                        ('mail_number', models.CharField(blank=True, max_length=20)),
                        ('name', models.CharField(max_length=120)),
                        ('address', models.CharField(max_length=240)),
                        ('postcode', models.CharField(blank=True, max_length=12)),
                        ('phone', models.CharField(blank=True, max_length=40)),
                        ('dispatch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mailings', to='notices.dispatch')),
                        ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mailings', to='notices.letter')),
                    ],
                    options={
                        'ordering': ['id'],
                        'indexes': [models.Index(fields=['mail_number'], name='notices_mai_mail_nu_bf11f9_idx')],
                        'constraints': [models.UniqueConstraint(fields=('dispatch', 'letter'), name='letter_once_per_dispatch'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'ordinary'), ('mail_number', '')), models.Q(('kind__in', ['ems', 'registered']), models.Q(('mail_number', ''), _negated=True)), _connector='OR'), name='recorded_mail_has_its_number')],
                    },
                ),
                migrations.CreateModel(
                    name='PrintedLetter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveSmallIntegerField()),
                        ('copies', models.PositiveSmallIntegerField()),
                        ('round', models.PositiveSmallIntegerField()),
                        ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='notices.printbatch')),
                        ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='printings', to='notices.letter')),
                    ],
                    options={
                        'ordering': ['batch_id', 'place'],
                        'constraints': [models.UniqueConstraint(fields=('letter', 'round'), name='printing_once_per_round'), models.UniqueConstraint(fields=('batch', 'place'), name='place_once_per_batch'), models.CheckConstraint(condition=models.Q(('copies__gte', 1)), name='at_least_one_copy')],
                    },
                ),
                migrations.CreateModel(
                    name='SetAside',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=200)),
                        ('set_at', models.DateTimeField()),
                        ('letter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='set_aside', to='notices.letter')),
                        ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='set_aside_has_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='SignedCopy',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('pdf', models.FileField(blank=True, max_length=200, upload_to='signed/%Y')),
                        ('pdf_sha256', models.CharField(blank=True, max_length=64)),
                        ('signer', models.CharField(blank=True, max_length=400)),
                        ('signed_at', models.DateTimeField(blank=True, null=True)),
                        ('claimed_until', models.DateTimeField(blank=True, null=True)),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('error', models.CharField(blank=True, max_length=400)),
                        ('letter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signed_copy', to='notices.letter')),
                    ],
                    options={
                        'verbose_name': 'signed copy',
                        'verbose_name_plural': 'signed copies',
                        'indexes': [models.Index(condition=models.Q(('pdf_sha256', '')), fields=['id'], name='copy_to_be_signed'), models.Index(condition=models.Q(('pdf_sha256', ''), _negated=True), fields=['pdf_sha256'], name='signed_copy_by_file')],
                    },
                ),
                migrations.CreateModel(
                    name='Supersession',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=400)),
                        ('recorded_at', models.DateTimeField()),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='notices.letter')),
                        ('letter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='supersession', to='notices.letter')),
                        ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'supersession',
                        'verbose_name_plural': 'supersessions',
                        'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='supersession_has_reason'), models.CheckConstraint(condition=models.Q(('letter', models.F('by')), _negated=True), name='not_superseded_by_itself')],
                    },
                ),
                migrations.CreateModel(
                    name='VoidRecord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=400)),
                        ('voided_at', models.DateTimeField()),
                        ('letter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='void_record', to='notices.letter')),
                        ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'void record',
                        'verbose_name_plural': 'void records',
                        'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='void_has_reason')],
                    },
                ),
            ],
        ),
    ]
