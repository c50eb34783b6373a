import accounts.encryption
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pairing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('approved', 'approved'), ('active', 'active'), ('resting', 'resting'), ('completed', 'completed'), ('withdrawn', 'withdrawn'), ('declined', 'stepped back'), ('ended', 'ended')], default='proposed', max_length=20, verbose_name='state')),
                ('seat', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='seat')),
                ('overridden_rules', models.JSONField(blank=True, default=list, verbose_name='overridden rules')),
                ('override_reason', models.CharField(blank=True, max_length=2000, verbose_name='reason for the override')),
                ('proposed_at', models.DateTimeField(auto_now_add=True, verbose_name='proposed at')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
                ('announced_at', models.DateTimeField(blank=True, null=True, verbose_name='announced at')),
                ('activated_at', models.DateTimeField(blank=True, null=True, verbose_name='active since')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resumed_at', models.DateTimeField(blank=True, null=True, verbose_name='resumed at')),
            ],
            options={
                'verbose_name': 'tandem',
                'verbose_name_plural': 'tandems',
                'ordering': ['mentee__participation__user__last_name', 'mentee__participation__user__first_name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='order')),
                ('state', models.CharField(choices=[('open', 'open'), ('in_work', 'in work'), ('settled', 'settled'), ('obsolete', 'no longer needed')], default='open', max_length=10, verbose_name='state')),
                ('obsolete_reason', models.CharField(blank=True, choices=[('reorganisation', 'The organisation has changed'), ('conditions', 'My working conditions have changed'), ('person_gone', 'A person is no longer there'), ('other', 'Something else')], max_length=20, verbose_name='reason')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
            ],
            options={
                'verbose_name': 'goal',
                'verbose_name_plural': 'goals',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('conversation', 'Conversation'), ('accompanying', 'Accompanying to appointments'), ('practice', 'Practising'), ('feedback', 'Feedback'), ('network', 'Network')], default='conversation', max_length=20, verbose_name='kind')),
                ('state', models.CharField(choices=[('planned', 'planned'), ('held', 'held'), ('cancelled', 'cancelled')], default='planned', max_length=10, verbose_name='state')),
                ('starts_at', models.DateTimeField(verbose_name='begins')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='minutes')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('entry_changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('version', models.PositiveIntegerField(default=1)),
                ('goals', models.ManyToManyField(blank=True, related_name='meetings', to='mentoring.goal', verbose_name='goals')),
                ('pairing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='mentoring.pairing')),
            ],
            options={
                'ordering': ['starts_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'held', 'cancelled'])), name='meeting_state_is_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['conversation', 'accompanying', 'practice', 'feedback', 'network'])), name='meeting_kind_is_known'), models.CheckConstraint(condition=models.Q(('minutes__isnull', True), models.Q(('minutes__gte', 1), ('minutes__lte', 1440)), _connector='OR'), name='meeting_minutes_are_sensible', violation_error_message='The length is between 1 minute and 24 hours.')],
            },
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('mentee', 'mentee'), ('mentor', 'mentor')], max_length=10, verbose_name='role')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
            ],
            options={
                'verbose_name': 'participation',
                'verbose_name_plural': 'participations',
                'ordering': ['cohort', 'user'],
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('pairing', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='agreement', serialize=False, to='mentoring.pairing')),
                ('rhythm_weeks', models.PositiveSmallIntegerField(verbose_name='weeks between meetings')),
                ('version', models.PositiveIntegerField(default=1)),
                ('mentee_confirmed_version', models.PositiveIntegerField(null=True)),
                ('mentee_confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed by the mentee at')),
                ('mentor_confirmed_version', models.PositiveIntegerField(null=True)),
                ('mentor_confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed by the mentor at')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('rhythm_weeks__gte', 1), ('rhythm_weeks__lte', 26)), name='agreement_rhythm_is_sensible'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('mentee_confirmed_at__isnull', True), ('mentee_confirmed_version__isnull', True)), models.Q(('mentee_confirmed_at__isnull', False), ('mentee_confirmed_version__lte', models.F('version'))), _connector='OR'), models.Q(models.Q(('mentor_confirmed_at__isnull', True), ('mentor_confirmed_version__isnull', True)), models.Q(('mentor_confirmed_at__isnull', False), ('mentor_confirmed_version__lte', models.F('version'))), _connector='OR')), name='agreement_confirmed_with_version')],
            },
        ),
        migrations.CreateModel(
            name='Cohort',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, unique=True, verbose_name='title')),
                ('introduction', models.TextField(blank=True, help_text='Shown to people who think about applying.', verbose_name='introduction')),
                ('requirements', models.TextField(blank=True, help_text='Who may apply. Applicants confirm this; it is not stored.', verbose_name='requirements')),
                ('applications_open_on', models.DateField(verbose_name='applications open on')),
                ('applications_close_on', models.DateField(verbose_name='applications close on')),
                ('starts_on', models.DateField(verbose_name='starts on')),
                ('acquaintance_ends_on', models.DateField(help_text='Until this day either partner may step back.', verbose_name='acquaintance period ends on')),
                ('ends_on', models.DateField(verbose_name='ends on')),
                ('organisation_rule', models.CharField(choices=[('same', 'from the same organisation'), ('other', 'from another organisation'), ('any', 'from any organisation')], default='any', max_length=10, verbose_name='mentors come')),
                ('minimum_level_distance', models.PositiveSmallIntegerField(default=1, verbose_name='levels between mentee and mentor')),
                ('minimum_open_goals', models.PositiveSmallIntegerField(default=2, verbose_name='goals a mentee should have open')),
                ('rhythm_weeks', models.PositiveSmallIntegerField(default=6, verbose_name='weeks between meetings')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('minimum_mentor_level', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.level', verbose_name='lowest level of a mentor')),
                ('organisations', models.ManyToManyField(help_text='Whose staff may take part.', limit_choices_to={'parent__isnull': True}, related_name='cohorts', to='accounts.orgunit', verbose_name='organisations')),
                ('agreement_reminder_days', models.PositiveSmallIntegerField(default=14, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(90)], verbose_name='reminder of an unconfirmed agreement: days after the announcement')),
                ('first_draft_reminder_days', models.PositiveSmallIntegerField(default=8, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(90)], verbose_name='first reminder of an unsent application: days before the close')),
                ('first_meeting_reminder_days', models.PositiveSmallIntegerField(default=14, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(90)], verbose_name='reminder of the first meeting: days after the start')),
                ('invitation_reminder_days', models.PositiveSmallIntegerField(default=7, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(90)], verbose_name='reminder of an unanswered invitation: days after it')),
                ('last_draft_reminder_days', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(90)], verbose_name='last reminder of an unsent application: days before the close')),
                ('silence_weeks', models.PositiveSmallIntegerField(default=2, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(26)], verbose_name='reminder when no meeting follows: weeks beyond the rhythm')),
                ('unanswered_meeting_days', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(13)], verbose_name='question whether a meeting took place: days after it')),
            ],
            options={
                'verbose_name': 'cohort',
                'verbose_name_plural': 'cohorts',
                'ordering': ['-starts_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('organisation_rule__in', ['same', 'other', 'any'])), name='cohort_organisation_rule_is_known'), models.CheckConstraint(condition=models.Q(('applications_open_on__lte', models.F('applications_close_on')), ('applications_close_on__lte', models.F('starts_on')), ('starts_on__lte', models.F('acquaintance_ends_on')), ('acquaintance_ends_on__lt', models.F('ends_on'))), name='cohort_dates_in_order', violation_error_message='The dates are not in order: applications open, applications close, start, end of the acquaintance period, end.'), models.CheckConstraint(condition=models.Q(('rhythm_weeks__gte', 1), ('rhythm_weeks__lte', 26)), name='cohort_rhythm_is_sensible', violation_error_message='The rhythm is between 1 and 26 weeks.'), models.CheckConstraint(condition=models.Q(('first_draft_reminder_days__gt', models.F('last_draft_reminder_days'))), name='cohort_draft_reminders_in_order', violation_error_message='The first reminder of an unsent application comes before the last.')],
            },
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300, verbose_name='text')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='order')),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='mentoring.cohort', verbose_name='cohort')),
            ],
            options={
                'verbose_name': 'selection criterion',
                'verbose_name_plural': 'selection criteria',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='GoalShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shared_at', models.DateTimeField(auto_now_add=True, verbose_name='shared at')),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='mentoring.goal')),
                ('pairing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goal_shares', to='mentoring.pairing')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('goal', 'pairing'), name='goal_shared_once_per_pairing')],
            },
        ),
        migrations.CreateModel(
            name='KeptGoalText',
            fields=[
                ('share', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='kept', serialize=False, to='mentoring.goalshare')),
                ('text', accounts.encryption.EncryptedTextField(verbose_name='own words')),
            ],
        ),
        migrations.CreateModel(
            name='MeetingText',
            fields=[
                ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='text', serialize=False, to='mentoring.meeting')),
                ('place', accounts.encryption.EncryptedTextField(blank=True, verbose_name='place')),
                ('notes', accounts.encryption.EncryptedTextField(blank=True, verbose_name='shared notes')),
                ('version', models.PositiveIntegerField(default=1)),
                ('notes_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='mentoring.participation')),
                ('place_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='mentoring.participation')),
            ],
        ),
        migrations.CreateModel(
            name='Mentee',
            fields=[
                ('participation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='mentee', serialize=False, to='mentoring.participation')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('accepted', 'accepted'), ('waitlisted', 'on the waiting list'), ('declined', 'declined'), ('withdrawn', 'withdrawn'), ('no_tandem', 'no tandem')], default='draft', max_length=20, verbose_name='state')),
                ('motivation', models.TextField(blank=True, max_length=1500, verbose_name='motivation')),
                ('mode', models.CharField(choices=[('on_site', 'on site'), ('online', 'online'), ('either', 'on site or online')], default='either', max_length=10, verbose_name='kind of meeting')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='place')),
                ('version', models.PositiveIntegerField(default=1)),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='submitted at')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('announced_state', models.CharField(blank=True, choices=[('draft', 'draft'), ('submitted', 'submitted'), ('accepted', 'accepted'), ('waitlisted', 'on the waiting list'), ('declined', 'declined'), ('withdrawn', 'withdrawn'), ('no_tandem', 'no tandem')], default='', max_length=20, verbose_name='announced decision')),
                ('announced_at', models.DateTimeField(blank=True, null=True, verbose_name='announced at')),
                ('criterion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='mentoring.criterion', verbose_name='criterion')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('announced_criterion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='announced_decisions', to='mentoring.criterion', verbose_name='announced criterion')),
            ],
            options={
                'verbose_name': 'application',
                'verbose_name_plural': 'applications',
                'ordering': ['participation__user__last_name', 'participation__user__first_name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Mentor',
            fields=[
                ('participation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='mentor', serialize=False, to='mentoring.participation')),
                ('state', models.CharField(choices=[('invited', 'invited'), ('self_nominated', 'self-nominated'), ('submitted', 'profile submitted'), ('confirmed', 'confirmed'), ('declined', 'declined'), ('withdrawn', 'withdrawn'), ('paused', 'paused')], max_length=20, verbose_name='state')),
                ('origin', models.CharField(choices=[('equality_office', 'asked by the equality office'), ('hr', 'asked by the HR department'), ('self', 'self-nominated')], max_length=20, verbose_name='origin')),
                ('invited_at', models.DateTimeField(blank=True, null=True, verbose_name='invited at')),
                ('capacity', models.PositiveSmallIntegerField(default=1, verbose_name='number of mentees')),
                ('introduction', models.TextField(blank=True, max_length=1000, verbose_name='about me')),
                ('offers', models.JSONField(blank=True, default=list, verbose_name='what I offer')),
                ('mode', models.CharField(choices=[('on_site', 'on site'), ('online', 'online'), ('either', 'on site or online')], default='either', max_length=10, verbose_name='kind of meeting')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='place')),
                ('is_shown_to_applicants', models.BooleanField(default=False, verbose_name='may be wished for')),
                ('self_image_confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='self-image confirmed at')),
                ('version', models.PositiveIntegerField(default=1)),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='submitted at')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'mentor',
                'verbose_name_plural': 'mentors',
                'ordering': ['participation__user__last_name', 'participation__user__first_name', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='participation',
            name='cohort',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='mentoring.cohort', verbose_name='cohort'),
        ),
        migrations.AddField(
            model_name='participation',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to=settings.AUTH_USER_MODEL, verbose_name='account'),
        ),
        migrations.CreateModel(
            name='MeetingNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', accounts.encryption.EncryptedTextField(verbose_name='own note')),
                ('version', models.PositiveIntegerField(default=1)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='mentoring.meeting')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meeting_notes', to='mentoring.participation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('meeting', 'author'), name='meeting_note_one_per_author')],
            },
        ),
        migrations.CreateModel(
            name='GoalText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', accounts.encryption.EncryptedTextField(verbose_name='own words')),
                ('version', models.PositiveIntegerField(default=1)),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='mentoring.goal')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goal_texts', to='mentoring.participation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('goal', 'author'), name='goal_text_one_per_author')],
            },
        ),
        migrations.AddField(
            model_name='goal',
            name='added_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='mentoring.participation'),
        ),
        migrations.CreateModel(
            name='Exclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('other_hash', models.CharField(max_length=64)),
                ('email', accounts.encryption.EncryptedTextField(verbose_name='work e-mail')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exclusions', to='mentoring.participation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('author', 'other_hash'), name='exclusion_once')],
            },
        ),
        migrations.CreateModel(
            name='SupportRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recipient', models.CharField(choices=[('team', 'project team'), ('adviser', 'adviser')], default='team', max_length=10, verbose_name='to')),
                ('kind', models.CharField(choices=[('question', 'A question about the programme'), ('tandem', 'Something in the tandem is difficult'), ('change', 'I would like another tandem'), ('other', 'Something else')], max_length=10, verbose_name='about')),
                ('text', accounts.encryption.EncryptedTextField(verbose_name='message')),
                ('state', models.CharField(choices=[('open', 'open'), ('answered', 'answered')], default='open', max_length=10, verbose_name='state')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='received at')),
                ('answer', accounts.encryption.EncryptedTextField(blank=True, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cohort', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='support_requests', to='mentoring.cohort', verbose_name='cohort')),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='support_requests', to=settings.AUTH_USER_MODEL, verbose_name='from')),
            ],
            options={
                'verbose_name': 'message to the project team',
                'verbose_name_plural': 'messages to the project team',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['question', 'tandem', 'change', 'other'])), name='request_kind_is_known'), models.CheckConstraint(condition=models.Q(('recipient__in', ['team', 'adviser'])), name='request_recipient_is_known'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'answered'])), name='request_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('state', 'open')), models.Q(('answered_at__isnull', False), ('state', 'answered')), _connector='OR'), name='request_answered_at_exactly_when_answered')],
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, unique=True, verbose_name='title')),
                ('group', models.CharField(choices=[('career', 'career and leadership'), ('leading', 'leading people'), ('family', 'time and family'), ('network', 'visibility and network'), ('other', 'other topics')], max_length=20, verbose_name='group')),
                ('position', models.PositiveSmallIntegerField(verbose_name='order')),
                ('needs_words', models.BooleanField(default=False, help_text='Whoever chooses this topic says in her own words what it is.', verbose_name='needs own words')),
                ('is_retired', models.BooleanField(default=False, verbose_name='retired')),
            ],
            options={
                'verbose_name': 'topic',
                'verbose_name_plural': 'topics',
                'ordering': ['position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('group__in', ['career', 'leading', 'family', 'network', 'other'])), name='topic_group_is_known')],
            },
        ),
        migrations.AddField(
            model_name='goal',
            name='topic',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='mentoring.topic', verbose_name='topic'),
        ),
        migrations.CreateModel(
            name='AgreementText',
            fields=[
                ('agreement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='text', serialize=False, to='mentoring.agreement')),
                ('place', accounts.encryption.EncryptedTextField(blank=True, verbose_name='place')),
                ('focus', accounts.encryption.EncryptedTextField(blank=True, verbose_name='what we work on')),
                ('if_it_does_not_fit', accounts.encryption.EncryptedTextField(blank=True, verbose_name='what we do if it does not fit')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='mentoring.participation')),
            ],
        ),
        migrations.AddField(
            model_name='pairing',
            name='mentee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pairings', to='mentoring.mentee', verbose_name='mentee'),
        ),
        migrations.AddField(
            model_name='goal',
            name='mentee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='mentoring.mentee'),
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='order')),
                ('mentee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='mentoring.mentee')),
                ('mentor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wished_by', to='mentoring.mentor', verbose_name='mentor')),
            ],
            options={
                'verbose_name': 'wish',
                'verbose_name_plural': 'wishes',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='pairing',
            name='mentor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pairings', to='mentoring.mentor', verbose_name='mentor'),
        ),
        migrations.AddField(
            model_name='mentor',
            name='topics',
            field=models.ManyToManyField(blank=True, related_name='mentors', to='mentoring.topic', verbose_name='topics'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.UniqueConstraint(fields=('cohort', 'user'), name='participation_once_per_cohort', violation_error_message='This person already takes part in this cohort.'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['mentee', 'mentor'])), name='participation_role_is_known'),
        ),
        migrations.AddConstraint(
            model_name='mentee',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'accepted', 'waitlisted', 'declined', 'withdrawn', 'no_tandem'])), name='mentee_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='mentee',
            constraint=models.CheckConstraint(condition=models.Q(('mode__in', ['on_site', 'online', 'either'])), name='mentee_mode_is_known'),
        ),
        migrations.AddConstraint(
            model_name='mentee',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'draft'), ('submitted_at__isnull', True)), models.Q(models.Q(('state', 'draft'), _negated=True), ('submitted_at__isnull', False)), _connector='OR'), name='mentee_submitted_when_not_draft'),
        ),
        migrations.AddConstraint(
            model_name='mentee',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['accepted', 'waitlisted', 'declined', 'no_tandem']), _negated=True), models.Q(('criterion__isnull', False), ('decided_at__isnull', False)), _connector='OR'), name='mentee_decision_has_criterion'),
        ),
        migrations.AddConstraint(
            model_name='mentee',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('announced_at__isnull', True), ('announced_criterion__isnull', True), ('announced_state', '')), models.Q(('announced_at__isnull', False), ('announced_criterion__isnull', False), ('announced_state__in', ['accepted', 'waitlisted', 'declined', 'no_tandem']), ('decided_at__isnull', False)), _connector='OR'), name='mentee_announced_only_when_decided'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'in_work', 'settled', 'obsolete'])), name='goal_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('obsolete_reason__in', ['reorganisation', 'conditions', 'person_gone', 'other']), ('state', 'obsolete')), models.Q(models.Q(('state', 'obsolete'), _negated=True), ('obsolete_reason', '')), _connector='OR'), name='goal_reason_exactly_when_obsolete'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', False), ('state__in', ['settled', 'obsolete'])), models.Q(('done_at__isnull', True), ('state__in', ['open', 'in_work'])), _connector='OR'), name='goal_done_at_exactly_when_done'),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.UniqueConstraint(fields=('mentee', 'mentor'), name='wish_once'),
        ),
        migrations.AddConstraint(
            model_name='pairing',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'approved', 'active', 'resting', 'completed', 'withdrawn', 'declined', 'ended'])), name='pairing_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='pairing',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('approved', 'active', 'resting'))), fields=('mentee',), name='pairing_one_live_per_mentee', violation_error_message='This mentee already has a tandem.'),
        ),
        migrations.AddConstraint(
            model_name='pairing',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('approved', 'active', 'resting'))), fields=('mentor', 'seat'), name='pairing_one_live_per_seat', violation_error_message='This place of the mentor is already taken.'),
        ),
        migrations.AddConstraint(
            model_name='pairing',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('mentee', 'mentor'), name='pairing_proposed_once', violation_error_message='This tandem is already proposed.'),
        ),
        migrations.AddConstraint(
            model_name='pairing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('seat__gte', 1), ('seat__lte', 3), ('state__in', ('approved', 'active', 'resting'))), models.Q(models.Q(('state__in', ('approved', 'active', 'resting')), _negated=True), ('seat__isnull', True)), _connector='OR'), name='pairing_seat_exactly_when_live'),
        ),
        migrations.AddConstraint(
            model_name='pairing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'proposed'), _negated=True), models.Q(('announced_at__isnull', True), ('approved_at__isnull', True)), _connector='OR'), name='pairing_proposed_is_undecided'),
        ),
        migrations.AddConstraint(
            model_name='pairing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['active', 'resting', 'completed']), _negated=True), models.Q(('activated_at__isnull', False), ('announced_at__isnull', False)), _connector='OR'), name='pairing_active_only_when_announced'),
        ),
        migrations.AddConstraint(
            model_name='pairing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state__in', ['completed', 'withdrawn', 'declined', 'ended'])), models.Q(('closed_at__isnull', True), ('state__in', ['proposed', 'approved', 'active', 'resting'])), _connector='OR'), name='pairing_closed_at_exactly_when_closed'),
        ),
        migrations.AddConstraint(
            model_name='mentor',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['invited', 'self_nominated', 'submitted', 'confirmed', 'declined', 'withdrawn', 'paused'])), name='mentor_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='mentor',
            constraint=models.CheckConstraint(condition=models.Q(('origin__in', ['equality_office', 'hr', 'self'])), name='mentor_origin_is_known'),
        ),
        migrations.AddConstraint(
            model_name='mentor',
            constraint=models.CheckConstraint(condition=models.Q(('mode__in', ['on_site', 'online', 'either'])), name='mentor_mode_is_known'),
        ),
        migrations.AddConstraint(
            model_name='mentor',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__gte', 1), ('capacity__lte', 3)), name='mentor_capacity_1_to_3', violation_error_message='A mentor has between one and three mentees.'),
        ),
        migrations.AddConstraint(
            model_name='mentor',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['submitted', 'confirmed', 'paused']), _negated=True), models.Q(('self_image_confirmed_at__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='mentor_self_image_confirmed'),
        ),
        migrations.CreateModel(
            name='AdviserGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('selection', 'Advice on the selection'), ('tandem', 'Support of a tandem')], max_length=10, verbose_name='purpose')),
                ('reason', accounts.encryption.EncryptedTextField(verbose_name='reason')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='until')),
                ('given_at', models.DateTimeField(verbose_name='given at')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                ('adviser', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='adviser_grants', to=settings.AUTH_USER_MODEL, verbose_name='adviser')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given by')),
                ('pairing', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='adviser_grants', to='mentoring.pairing')),
                ('participation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='adviser_grants', to='mentoring.participation')),
            ],
            options={
                'verbose_name': 'insight of the adviser',
                'verbose_name_plural': 'insights of the adviser',
                'ordering': ['-given_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('purpose__in', ['selection', 'tandem'])), name='grant_purpose_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('pairing__isnull', True), ('participation__isnull', False), ('purpose', 'selection')), models.Q(('pairing__isnull', False), ('participation__isnull', True), ('purpose', 'tandem')), _connector='OR'), name='grant_is_about_what_its_purpose_is_about'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='grant_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', False), ('ended_by__isnull', True), _connector='OR'), name='grant_ended_by_only_when_ended')],
            },
        ),
    ]
