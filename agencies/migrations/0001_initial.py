"""Agencies, sections, officers, roles, calendars entered later, successions, the access log, the records of changes."""

import agencies.tables
import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        agencies.tables.CreateTables(
            models=[
                migrations.CreateModel(
                    name='CalendarYear',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField(unique=True)),
                        ('off', models.JSONField(help_text='Days off, as ISO dates')),
                        ('work', models.JSONField(help_text='Make-up working days, as ISO dates')),
                        ('paper', models.CharField(help_text='Title or number of the notice', max_length=200)),
                        ('entered_at', models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        'ordering': ['year'],
                    },
                ),
                migrations.CreateModel(
                    name='Agency',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=40, unique=True)),
                        ('name', models.CharField(max_length=120, unique=True)),
                        ('kind', models.CharField(choices=[('government', "People's government"), ('provincial_government', 'Provincial government'), ('government_office', 'General office of a government'), ('department', 'Department'), ('justice_department', 'Justice department'), ('state_council_department', 'Department of the State Council'), ('subdistrict', 'Subdistrict office'), ('township', 'Township government'), ('dispatched_organ', 'Dispatched organ'), ('dispatched_office', 'Dispatched office'), ('authorised_organisation', 'Organisation authorised by law'), ('vertical_agency', 'Vertically led agency'), ('provincial_vertical', 'Agency led vertically below the province')], max_length=40)),
                        ('superior_department', models.CharField(blank=True, max_length=120)),
                        ('reconsideration_body', models.CharField(blank=True, max_length=120)),
                        ('founding_body', models.CharField(blank=True, max_length=120)),
                        ('place_government', models.CharField(blank=True, max_length=120)),
                        ('court', models.CharField(blank=True, max_length=120)),
                        ('online_filing_url', models.CharField(blank=True, max_length=200)),
                        ('series_word', models.CharField(blank=True, help_text='Word of the document number', max_length=20)),
                        ('letterhead', models.CharField(blank=True, help_text='Words of the red head; empty: the name', max_length=120)),
                        ('contact_office', models.CharField(blank=True, max_length=120)),
                        ('phone', models.CharField(blank=True, max_length=40)),
                        ('address', models.CharField(blank=True, max_length=200)),
                        ('postcode', models.CharField(blank=True, max_length=12)),
                        ('correction_workdays', models.PositiveSmallIntegerField(default=15)),
                        ('active', models.BooleanField(default=True)),
                        ('closed_on', models.DateField(blank=True, null=True)),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='agencies.agency')),
                    ],
                    options={
                        'verbose_name': 'agency',
                        'verbose_name_plural': 'agencies',
                        'ordering': ['code'],
                    },
                ),
                migrations.CreateModel(
                    name='Section',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80)),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sections', to='agencies.agency')),
                    ],
                    options={
                        'ordering': ['agency', 'name'],
                        'constraints': [models.UniqueConstraint(fields=('agency', 'name'), name='section_once_per_agency')],
                    },
                ),
                migrations.CreateModel(
                    name='AgencySuccession',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('on', models.DateField()),
                        ('takes_files', models.BooleanField(default=True, help_text='Of several successors only one counts the old files')),
                        ('paper', models.CharField(blank=True, help_text='Title or number of the notice', max_length=200)),
                        ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='agencies.agency')),
                        ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inheritances', to='agencies.agency')),
                    ],
                    options={
                        'verbose_name': 'succession',
                        'verbose_name_plural': 'successions',
                        'ordering': ['on', 'id'],
                        'constraints': [models.UniqueConstraint(fields=('predecessor', 'successor'), name='succession_once'), models.UniqueConstraint(condition=models.Q(('takes_files', True)), fields=('predecessor',), name='files_go_to_one_successor'), models.CheckConstraint(condition=models.Q(('predecessor', models.F('successor')), _negated=True), name='nobody_succeeds_itself')],
                    },
                ),
                migrations.CreateModel(
                    name='Officer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                        ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                        ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                        ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                        ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                        ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                        ('display_name', models.CharField(blank=True, max_length=40)),
                        ('must_change_password', models.BooleanField(default=False)),
                        ('password_set_at', models.DateTimeField(blank=True, null=True)),
                        ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                        ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                        ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='officers', to='agencies.agency')),
                        ('section', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='officers', to='agencies.section')),
                    ],
                    options={
                        'verbose_name': 'officer',
                        'verbose_name_plural': 'officers',
                        'ordering': ['agency', 'username'],
                    },
                    managers=[
                        ('objects', django.contrib.auth.models.UserManager()),
                    ],
                ),
                migrations.CreateModel(
                    name='AccessLog',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('subject', models.CharField(help_text='Number of the case', max_length=40)),
                        ('what', models.CharField(max_length=40)),
                        ('reason', models.CharField(max_length=200)),
                        ('at', models.DateTimeField()),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accesses', to=settings.AUTH_USER_MODEL)),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                    ],
                    options={
                        'ordering': ['-at', '-id'],
                        'indexes': [models.Index(fields=['agency', 'subject'], name='agencies_ac_agency__0c0c9f_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='access_has_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='OfficerRole',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('clerk', 'Clerk'), ('handler', 'Handler'), ('reviewer', 'Legal reviewer'), ('signer', 'Signer'), ('supervisor', 'District supervisor'), ('auditor', 'Auditor'), ('administrator', 'System administrator')], max_length=20)),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('officer', 'role'), name='role_once_per_officer'), models.CheckConstraint(condition=models.Q(('role__in', ['clerk', 'handler', 'reviewer', 'signer', 'supervisor', 'auditor', 'administrator'])), name='role_known')],
                    },
                ),
                migrations.CreateModel(
                    name='OfficeRecord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('act', models.CharField(choices=[('add_agency', 'Agency entered'), ('change_agency', 'Facts of the agency changed'), ('add_section', 'Section entered'), ('rename_section', 'Section renamed'), ('succeed', 'Succession recorded'), ('add_officer', 'Account opened'), ('change_officer', 'Account changed'), ('deactivate', 'Account closed'), ('reactivate', 'Account opened again'), ('reset_password', 'Password reset'), ('change_password', 'Own password changed')], max_length=20)),
                        ('changes', models.JSONField(default=list, help_text='Rows of field, before and after')),
                        ('at', models.DateTimeField()),
                        ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='agencies.agency')),
                        ('officer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-at', '-id'],
                        'indexes': [models.Index(fields=['agency', 'at'], name='agencies_of_agency__8e27a9_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('act__in', ['add_agency', 'change_agency', 'add_section', 'rename_section', 'succeed', 'add_officer', 'change_officer', 'deactivate', 'reactivate', 'reset_password', 'change_password'])), name='office_act_known')],
                    },
                ),
            ],
        ),
    ]
