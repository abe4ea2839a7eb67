"""Applications as received, confirmations, attachments."""

import agencies.tables
import django.db.models.deletion
import intake.models
import uuid
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
                    name='Application',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('channel', models.CharField(choices=[('in_person', 'In person'), ('mail_signed', 'Mail, signed for'), ('mail_ordinary', 'Ordinary mail'), ('mail_misdirected', 'Mail sent to another unit or person'), ('portal', "The agency's own portal"), ('online', 'Other online channel'), ('email', 'E-mail'), ('fax', 'Fax')], max_length=20)),
                        ('arrived_on', models.DateField()),
                        ('arrived_at', models.DateTimeField(blank=True, null=True)),
                        ('tracking_number', models.CharField(blank=True, max_length=40)),
                        ('applicant_kind', models.CharField(choices=[('natural_person', 'Natural person'), ('business', 'Business'), ('research', 'Research institution'), ('public_interest', 'Public-interest organisation'), ('legal_service', 'Legal service organisation'), ('other_org', 'Other organisation')], max_length=20)),
                        ('applicant_name', models.CharField(max_length=120)),
                        ('identity_number', models.CharField(blank=True, max_length=40)),
                        ('representative', models.CharField(blank=True, max_length=80)),
                        ('phone', models.CharField(blank=True, max_length=40)),
                        ('email', models.CharField(blank=True, max_length=120)),
                        ('address', models.CharField(blank=True, max_length=240)),
                        ('postcode', models.CharField(blank=True, max_length=12)),
                        ('content', models.TextField(max_length=5000)),
                        ('topic', models.CharField(blank=True, max_length=40)),
                        ('wanted_form', models.CharField(blank=True, max_length=80)),
                        ('wanted_way', models.CharField(blank=True, max_length=80)),
                        ('recorded_at', models.DateTimeField()),
                        ('idempotency_key', models.CharField(blank=True, max_length=80)),
                        ('digest', models.CharField(max_length=64)),
                        ('imported', models.BooleanField(default=False)),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='agencies.agency')),
                        ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-id'],
                        'indexes': [models.Index(fields=['agency', 'arrived_on'], name='intake_appl_agency__6aa997_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('channel__in', ['in_person', 'mail_signed', 'mail_ordinary', 'mail_misdirected', 'portal', 'online', 'email', 'fax'])), name='channel_known'), models.CheckConstraint(condition=models.Q(('applicant_kind__in', ['natural_person', 'business', 'research', 'public_interest', 'legal_service', 'other_org'])), name='applicant_kind_known'), models.UniqueConstraint(condition=models.Q(('idempotency_key', ''), _negated=True), fields=('agency', 'idempotency_key'), name='application_once_per_key')],
                    },
                ),
                migrations.CreateModel(
                    name='Attachment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=200)),
                        ('media_type', models.CharField(max_length=80)),
                        ('size', models.PositiveIntegerField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('file', models.FileField(upload_to=intake.models.stored_name)),
                        ('recorded_at', models.DateTimeField()),
                        ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='intake.application')),
                    ],
                    options={
                        'ordering': ['id'],
                    },
                ),
                migrations.CreateModel(
                    name='Confirmation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('on', models.DateField()),
                        ('means', models.CharField(max_length=40)),
                        ('reached', models.BooleanField()),
                        ('note', models.CharField(blank=True, max_length=200)),
                        ('recorded_at', models.DateTimeField()),
                        ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='intake.application')),
                        ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['on', 'id'],
                    },
                ),
            ],
        ),
    ]
