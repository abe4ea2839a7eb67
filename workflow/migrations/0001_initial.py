"""Cases, events, remedies, service, reminders, locked years, archive and retention."""

import agencies.tables
import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agencies', '0001_initial'),
        ('intake', '0001_initial'),
        ('notices', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        agencies.tables.CreateTables(
            models=[
                migrations.CreateModel(
                    name='ArchiveSettings',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('fonds', models.CharField(max_length=20)),
                        ('category', models.CharField(max_length=20)),
                        ('pattern', models.CharField(max_length=80)),
                        ('agency', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='archive_settings', to='agencies.agency')),
                    ],
                ),
                migrations.CreateModel(
                    name='Case',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=40)),
                        ('applicant_kind', models.CharField(choices=[('natural_person', 'Natural person'), ('business', 'Business'), ('research', 'Research institution'), ('public_interest', 'Public-interest organisation'), ('legal_service', 'Legal service organisation'), ('other_org', 'Other organisation')], max_length=20)),
                        ('channel', models.CharField(choices=[('in_person', 'In person'), ('mail_signed', 'Mail, signed for'), ('mail_ordinary', 'Ordinary mail'), ('mail_misdirected', 'Mail sent to another unit or person'), ('portal', "The agency's own portal"), ('online', 'Other online channel'), ('email', 'E-mail'), ('fax', 'Fax')], max_length=20)),
                        ('topic', models.CharField(blank=True, max_length=40)),
                        ('imported', models.BooleanField(default=False)),
                        ('state', django_fsm.FSMField(default='registered', max_length=50, protected=True)),
                        ('regulation', models.CharField(max_length=4)),
                        ('arrived_on', models.DateField()),
                        ('received_on', models.DateField()),
                        ('unconfirmed', models.BooleanField(default=False)),
                        ('due_on', models.DateField(blank=True, null=True)),
                        ('provisional', models.BooleanField(default=False)),
                        ('waiting_for', models.CharField(blank=True, max_length=20)),
                        ('waiting_until', models.DateField(blank=True, null=True)),
                        ('open_consultations', models.PositiveSmallIntegerField(default=0)),
                        ('extended', models.BooleanField(default=False)),
                        ('lapse', models.CharField(blank=True, max_length=20)),
                        ('outcome', models.CharField(blank=True, max_length=20)),
                        ('grounds', models.CharField(blank=True, max_length=160)),
                        ('decided_on', models.DateField(blank=True, null=True)),
                        ('delivered_on', models.DateField(blank=True, null=True)),
                        ('closed_on', models.DateField(blank=True, null=True)),
                        ('timeliness', models.CharField(blank=True, max_length=10)),
                        ('document_number', models.CharField(blank=True, max_length=80)),
                        ('approved_sha256', models.CharField(blank=True, max_length=64)),
                        ('calendar_fingerprint', models.CharField(blank=True, max_length=64)),
                        ('version', models.PositiveIntegerField(default=0)),
                        ('head', models.CharField(blank=True, max_length=64)),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='agencies.agency')),
                        ('application', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='case', to='intake.application')),
                        ('draft', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.draft')),
                        ('drafter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('reviewer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('section', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.section')),
                        ('signer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-received_on', '-id'],
                        'indexes': [models.Index(fields=['agency', 'state', 'due_on'], name='workflow_ca_agency__a83722_idx'), models.Index(fields=['agency', 'received_on'], name='workflow_ca_agency__3cbaa3_idx'), models.Index(fields=['agency', 'decided_on'], name='workflow_ca_agency__eb8acc_idx')],
                        'constraints': [models.UniqueConstraint(fields=('agency', 'number'), name='case_number_once_per_agency'), models.CheckConstraint(condition=models.Q(('state__in', ['registered', 'handling', 'awaiting_correction', 'awaiting_payment', 'awaiting_reasons', 'lapsed', 'in_review', 'approved', 'signed', 'replied', 'delivered', 'closed'])), name='state_known'), models.CheckConstraint(condition=models.Q(('outcome', ''), ('outcome__in', ['open', 'open_published', 'partial', 'deny', 'query', 'not_exist', 'not_ours', 'no_ready', 'unclear', 'petition', 'repeat', 'publication', 'excess', 'reconfirm', 'correction_lapsed', 'fee_lapsed', 'withdrawn', 'other', 'amend_told', 'other_channel']), _connector='OR'), name='outcome_known'), models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_on__isnull', False)), _connector='OR'), name='outcome_with_its_day')],
                    },
                ),
                migrations.CreateModel(
                    name='CaseCounter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField()),
                        ('last', models.PositiveIntegerField(default=0)),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('agency', 'year'), name='one_counter_per_agency_and_year')],
                    },
                ),
                migrations.CreateModel(
                    name='LockedYear',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField()),
                        ('number', models.PositiveSmallIntegerField()),
                        ('basis', models.CharField(max_length=120)),
                        ('locked_at', models.DateTimeField()),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='locked_years', to='agencies.agency')),
                        ('locked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['agency', 'year', 'number'],
                        'constraints': [models.UniqueConstraint(fields=('agency', 'year', 'number'), name='lock_number_once')],
                    },
                ),
                migrations.CreateModel(
                    name='RetentionRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('litigation', 'Went to court'), ('reconsideration', 'Went to reconsideration'), ('outcome', 'Certain outcomes'), ('all', 'Every case')], max_length=20)),
                        ('outcomes', models.CharField(blank=True, max_length=200)),
                        ('years', models.PositiveSmallIntegerField(blank=True, null=True)),
                        ('schedule', models.CharField(max_length=200)),
                        ('since', models.DateField()),
                        ('entered_at', models.DateTimeField()),
                        ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='retention_rules', to='agencies.agency')),
                        ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['agency', '-since', 'id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['litigation', 'reconsideration', 'outcome', 'all'])), name='rule_kind_known'), models.CheckConstraint(condition=models.Q(('schedule', ''), _negated=True), name='rule_has_schedule'), models.CheckConstraint(condition=models.Q(('years__isnull', True), ('years__gte', 1), _connector='OR'), name='rule_years_positive'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'outcome'), models.Q(('outcomes', ''), _negated=True)), models.Q(models.Q(('kind', 'outcome'), _negated=True), ('outcomes', '')), _connector='OR'), name='rule_outcomes_where_asked')],
                    },
                ),
                migrations.CreateModel(
                    name='ReviewBatch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField()),
                        ('sequence', models.PositiveIntegerField()),
                        ('on', models.DateField()),
                        ('opinion', models.CharField(max_length=400)),
                        ('proposed_at', models.DateTimeField()),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_batches', to='agencies.agency')),
                        ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-id'],
                        'constraints': [models.UniqueConstraint(fields=('agency', 'year', 'sequence'), name='review_number_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ArchiveCounter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField()),
                        ('last', models.PositiveIntegerField(default=0)),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('agency', 'year'), name='one_archive_counter_per_year')],
                    },
                ),
                migrations.CreateModel(
                    name='ArchiveRecord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('edition', models.PositiveSmallIntegerField(default=1)),
                        ('reference', models.CharField(max_length=80)),
                        ('fonds', models.CharField(max_length=20)),
                        ('category', models.CharField(max_length=20)),
                        ('year', models.PositiveSmallIntegerField()),
                        ('sequence', models.PositiveIntegerField()),
                        ('title', models.CharField(max_length=200)),
                        ('years', models.PositiveSmallIntegerField(blank=True, null=True)),
                        ('basis', models.CharField(max_length=240)),
                        ('closed_on', models.DateField()),
                        ('until', models.DateField(blank=True, null=True)),
                        ('head', models.CharField(max_length=64)),
                        ('files', models.PositiveIntegerField()),
                        ('pages', models.PositiveIntegerField()),
                        ('package', models.FileField(max_length=200, upload_to='')),
                        ('size', models.PositiveBigIntegerField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('archived_at', models.DateTimeField()),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='archive_records', to='agencies.agency')),
                        ('archived_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='archive_records', to='workflow.case')),
                    ],
                    options={
                        'ordering': ['-archived_at', '-id'],
                        'indexes': [models.Index(fields=['agency', 'until'], name='workflow_ar_agency__f4f00d_idx')],
                        'constraints': [models.UniqueConstraint(fields=('case', 'edition'), name='archive_edition_once'), models.UniqueConstraint(fields=('agency', 'reference', 'edition'), name='archive_reference_once'), models.CheckConstraint(condition=models.Q(models.Q(('until__isnull', True), ('years__isnull', True)), models.Q(('until__isnull', False), ('years__isnull', False)), _connector='OR'), name='archive_term_whole')],
                    },
                ),
                migrations.CreateModel(
                    name='Event',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('seq', models.PositiveIntegerField()),
                        ('act', models.CharField(max_length=40)),
                        ('on', models.DateField()),
                        ('recorded_at', models.DateTimeField()),
                        ('data', models.JSONField(default=dict)),
                        ('prev_hash', models.CharField(max_length=64)),
                        ('hash', models.CharField(max_length=64)),
                        ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='workflow.case')),
                        ('letter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.letter')),
                    ],
                    options={
                        'ordering': ['case', 'seq'],
                        'constraints': [models.UniqueConstraint(fields=('case', 'seq'), name='event_seq_once_per_case'), models.CheckConstraint(condition=models.Q(('act__in', ['register', 'assign', 'request_correction', 'receive_correction', 'lapse_correction', 'request_reasons', 'receive_reasons', 'lapse_reasons', 'delay', 'consult_third_party', 'receive_third_party_opinion', 'lapse_third_party_opinion', 'consult_agency', 'receive_agency_opinion', 'lapse_agency_opinion', 'notify_applicant', 'extend', 'issue_fee_notice', 'receive_payment', 'lapse_payment', 'draft', 'submit_for_review', 'return_draft', 'approve', 'sign', 'notify_third_party', 'reply', 'deliver', 'record_service', 'close', 'withdraw', 'revoke_reply', 'write_paper', 'file_reconsideration', 'conclude_reconsideration', 'file_litigation', 'conclude_litigation', 'record_complaint', 'correct_receipt', 'annul', 'recompute'])), name='act_known')],
                    },
                ),
                migrations.CreateModel(
                    name='RemedyCase',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=40)),
                        ('kind', models.CharField(choices=[('reconsideration', 'Reconsideration'), ('litigation_direct', 'Litigation without reconsideration'), ('litigation_after', 'Litigation after reconsideration'), ('complaint', 'Complaint')], max_length=20)),
                        ('received_on', models.DateField()),
                        ('result', models.CharField(choices=[('upheld', 'Upheld'), ('corrected', 'Corrected'), ('other', 'Other result'), ('pending', 'Pending')], default='pending', max_length=12)),
                        ('concluded_on', models.DateField(blank=True, null=True)),
                        ('reference', models.CharField(blank=True, max_length=80)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remedies', to='workflow.case')),
                    ],
                    options={
                        'ordering': ['received_on', 'id'],
                        'indexes': [models.Index(fields=['kind', 'received_on'], name='workflow_re_kind_600f9b_idx')],
                        'constraints': [models.UniqueConstraint(fields=('case', 'key'), name='remedy_key_once_per_case')],
                    },
                ),
                migrations.CreateModel(
                    name='Reminder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('rule', models.CharField(max_length=40)),
                        ('day', models.DateField()),
                        ('text', models.CharField(max_length=200)),
                        ('english', models.CharField(max_length=200)),
                        ('created_at', models.DateTimeField()),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='workflow.case')),
                        ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-day', '-id'],
                        'constraints': [models.UniqueConstraint(fields=('case', 'rule', 'day'), name='reminder_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ReviewDecision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('approved', models.BooleanField()),
                        ('comment', models.CharField(blank=True, max_length=400)),
                        ('decided_at', models.DateTimeField()),
                        ('batch', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='workflow.reviewbatch')),
                        ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Unlocking',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=400)),
                        ('unlocked_at', models.DateTimeField()),
                        ('lock', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='unlocking', to='workflow.lockedyear')),
                        ('unlocked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='unlocking_has_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='ReviewItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('verdict', models.CharField(choices=[('destroy', 'Destroy'), ('extend', 'Keep longer')], max_length=10)),
                        ('until', models.DateField(blank=True, null=True)),
                        ('reason', models.CharField(max_length=400)),
                        ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='workflow.reviewbatch')),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='workflow.archiverecord')),
                    ],
                    options={
                        'ordering': ['batch', 'id'],
                        'constraints': [models.UniqueConstraint(fields=('batch', 'record'), name='record_once_per_review'), models.CheckConstraint(condition=models.Q(('verdict__in', ['destroy', 'extend'])), name='verdict_known'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='review_has_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='Service',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('method', models.CharField(max_length=20)),
                        ('status', models.CharField(choices=[('posted', 'Posted'), ('delivered', 'Delivered'), ('returned', 'Returned')], max_length=12)),
                        ('on', models.DateField()),
                        ('receipt', models.CharField(max_length=120)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='workflow.case')),
                        ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.event')),
                        ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.letter')),
                    ],
                    options={
                        'ordering': ['id'],
                        'indexes': [models.Index(fields=['receipt'], name='workflow_se_receipt_ebf78c_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['posted', 'delivered', 'returned'])), name='service_status_known')],
                    },
                ),
                migrations.CreateModel(
                    name='DestructionEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reference', models.CharField(max_length=80)),
                        ('title', models.CharField(max_length=200)),
                        ('year', models.PositiveSmallIntegerField()),
                        ('years', models.PositiveSmallIntegerField()),
                        ('until', models.DateField()),
                        ('closed_on', models.DateField()),
                        ('archived_on', models.DateField()),
                        ('files', models.PositiveIntegerField()),
                        ('pages', models.PositiveIntegerField()),
                        ('packages', models.JSONField()),
                        ('stored', models.JSONField()),
                        ('events', models.PositiveIntegerField()),
                        ('head', models.CharField(max_length=64)),
                        ('remains_sha256', models.CharField(max_length=64)),
                        ('reason', models.CharField(max_length=400)),
                        ('destroyed_at', models.DateTimeField()),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='destroyed', to='agencies.agency')),
                        ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='destruction', to='workflow.case')),
                        ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='entry', to='workflow.reviewitem')),
                    ],
                    options={
                        'ordering': ['agency', 'reference'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('proposed_by', models.F('approved_by')), _negated=True), name='destruction_takes_two_people'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='destruction_has_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='Tombstone',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('table_name', models.CharField(max_length=40)),
                        ('row_id', models.BigIntegerField()),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tombstones', to='workflow.destructionentry')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('table_name', 'row_id'), name='one_tombstone_per_row')],
                    },
                ),
            ],
        ),
    ]
