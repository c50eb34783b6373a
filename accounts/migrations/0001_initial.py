import accounts.models.users
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='JournalMark',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('installation', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('number', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='journal_mark_is_one')],
            },
        ),
        migrations.CreateModel(
            name='Level',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('rank', models.PositiveSmallIntegerField(help_text='1 is the lowest. Neighbouring numbers are one level apart.', unique=True, verbose_name='rank')),
                ('leads_department', models.BooleanField(default=False, help_text='New units whose head has this level are marked as a department (Amt) by the import.', verbose_name='leads a department')),
            ],
            options={
                'verbose_name': 'level',
                'verbose_name_plural': 'levels',
                'ordering': ['rank'],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='at')),
                ('actor_id', models.BigIntegerField(help_text='Empty when the application did it itself, or a participant with her own.', null=True, verbose_name='who')),
                ('action', models.CharField(max_length=60, verbose_name='what')),
                ('subject_type', models.CharField(max_length=60, verbose_name='kind')),
                ('subject_id', models.BigIntegerField(verbose_name='number')),
                ('details', models.JSONField(default=dict, verbose_name='details')),
            ],
            options={
                'verbose_name': 'decision log entry',
                'verbose_name_plural': 'decision log',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='audit_by_subject')],
            },
        ),
        migrations.CreateModel(
            name='Employee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='work e-mail')),
                ('first_name', models.CharField(max_length=100, verbose_name='first name')),
                ('last_name', models.CharField(max_length=100, verbose_name='last name')),
                ('function', models.CharField(blank=True, max_length=200, verbose_name='function')),
                ('site', models.CharField(blank=True, max_length=200, verbose_name='site')),
                ('phone', models.CharField(blank=True, max_length=60, verbose_name='work phone')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('left_on', models.DateField(blank=True, editable=False, null=True, verbose_name='left on')),
                ('confirmed_on', models.DateField(editable=False, verbose_name='last confirmed on')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('superior', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reports', to='accounts.employee', verbose_name='superior')),
                ('level', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='employees', to='accounts.level', verbose_name='level')),
            ],
            options={
                'verbose_name': 'employee',
                'verbose_name_plural': 'employees',
                'ordering': ['last_name', 'first_name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='work e-mail')),
                ('first_name', models.CharField(max_length=100, verbose_name='first name')),
                ('last_name', models.CharField(max_length=100, verbose_name='last name')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('password_is_short', models.BooleanField(default=False, editable=False)),
                ('invitation_nonce', models.CharField(default=accounts.models.users.new_nonce, editable=False, max_length=16)),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('employee', models.OneToOneField(blank=True, help_text='Empty for people from outside, such as an adviser.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='user', to='accounts.employee', verbose_name='directory entry')),
                ('erased_at', models.DateTimeField(editable=False, null=True)),
                ('earlier_email', models.EmailField(blank=True, editable=False, max_length=254, verbose_name='earlier work e-mail')),
                ('email_changed_at', models.DateTimeField(editable=False, null=True, verbose_name='address changed at')),
                ('has_signed_in', models.BooleanField(default=False, editable=False)),
            ],
            options={
                'verbose_name': 'account',
                'verbose_name_plural': 'accounts',
                'ordering': ['last_name', 'first_name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='user_email_is_lower_case'), models.CheckConstraint(condition=models.Q(models.Q(('earlier_email', ''), ('email_changed_at__isnull', True)), models.Q(models.Q(('earlier_email', ''), _negated=True), ('email_changed_at__isnull', False)), _connector='OR'), name='user_earlier_email_for_a_time')],
            },
        ),
        migrations.CreateModel(
            name='OrgUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='short name')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('is_department', models.BooleanField(default=False, help_text='Mentee and mentor under the same department are too near to each other.', verbose_name='department (Amt)')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('deputy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='deputises', to='accounts.employee', verbose_name='deputy')),
                ('head', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='heads', to='accounts.employee', verbose_name='head')),
                ('organisation', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='units', to='accounts.orgunit', verbose_name='organisation')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='accounts.orgunit', verbose_name='superior unit')),
            ],
            options={
                'verbose_name': 'unit',
                'verbose_name_plural': 'units',
                'ordering': ['code'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'code'), name='orgunit_code_once_per_organisation', violation_error_message='This organisation already has a unit with this short name.'), models.UniqueConstraint(condition=models.Q(('parent__isnull', True)), fields=('code',), name='orgunit_root_code_once', violation_error_message='There is already an organisation with this short name.'), models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', True), ('parent__isnull', True)), models.Q(('organisation__isnull', False), ('parent__isnull', False)), _connector='OR'), name='orgunit_root_has_no_organisation'), models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='orgunit_not_its_own_parent', violation_error_message='A unit cannot be its own superior unit.')],
            },
        ),
        migrations.AddField(
            model_name='employee',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='employees', to='accounts.orgunit', verbose_name='unit'),
        ),
        migrations.CreateModel(
            name='RoleAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('team', 'project team'), ('hr', 'HR department'), ('adviser', 'adviser'), ('administration', 'administration')], max_length=20, verbose_name='role')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'role',
                'verbose_name_plural': 'roles',
                'constraints': [models.UniqueConstraint(fields=('user', 'role'), name='role_once_per_user', violation_error_message='This account already has this role.'), models.CheckConstraint(condition=models.Q(('role__in', ['team', 'hr', 'adviser', 'administration'])), name='role_is_known')],
            },
        ),
        migrations.CreateModel(
            name='StaffImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation_code', models.CharField(blank=True, max_length=40, verbose_name='organisation')),
                ('created_at', models.DateTimeField(verbose_name='uploaded at')),
                ('state', models.CharField(choices=[('open', 'waiting for your decision'), ('applied', 'done'), ('discarded', 'cancelled'), ('expired', 'expired')], default='open', max_length=10, verbose_name='state')),
                ('content', models.JSONField(null=True)),
                ('result', models.JSONField(default=dict, verbose_name='figures')),
                ('uploader', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
            ],
            options={
                'verbose_name': 'import of staff files',
                'verbose_name_plural': 'imports of staff files',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'applied', 'discarded', 'expired'])), name='staff_import_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('content__isnull', False), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('content__isnull', True)), _connector='OR'), name='staff_import_content_only_while_open')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('begun_at', models.DateTimeField(editable=False, null=True, verbose_name='signed in at')),
                ('used_at', models.DateTimeField(editable=False, null=True, verbose_name='last used at')),
                ('browser', models.CharField(editable=False, max_length=60, verbose_name='browser')),
                ('user', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='at')),
                ('account_id', models.BigIntegerField(db_index=True, null=True, verbose_name='account')),
                ('way', models.CharField(choices=[('code', 'code by mail'), ('password', 'password'), ('invitation', 'invitation'), ('identity', 'account of the town'), ('other', 'another way')], max_length=10, verbose_name='way')),
                ('factor', models.CharField(blank=True, choices=[('', ''), ('totp', 'authenticator app'), ('webauthn', 'passkey'), ('recovery_codes', 'recovery code')], max_length=20, verbose_name='second factor')),
                ('was_let_in', models.BooleanField(verbose_name='let in')),
                ('place', models.CharField(max_length=32, verbose_name='from where')),
            ],
            options={
                'verbose_name': 'sign-in',
                'verbose_name_plural': 'refused sign-ins',
                'ordering': ['-at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('way__in', ['code', 'password', 'invitation', 'identity', 'other'])), name='sign_in_way_is_known'), models.CheckConstraint(condition=models.Q(('factor__in', ['', 'totp', 'webauthn', 'recovery_codes'])), name='sign_in_factor_is_known')],
            },
        ),
        migrations.AddIndex(
            model_name='employee',
            index=models.Index(fields=['is_active', 'last_name', 'first_name'], name='employee_by_name'),
        ),
        migrations.AddConstraint(
            model_name='employee',
            constraint=models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='employee_email_is_lower_case'),
        ),
        migrations.AddConstraint(
            model_name='employee',
            constraint=models.CheckConstraint(condition=models.Q(('superior', models.F('id')), _negated=True), name='employee_not_own_superior', violation_error_message='Nobody is their own superior.'),
        ),
        migrations.AddConstraint(
            model_name='employee',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_active', True), ('left_on__isnull', True)), ('is_active', False), _connector='OR'), name='employee_left_only_when_inactive'),
        ),
    ]
