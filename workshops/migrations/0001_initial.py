import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('mentoring', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Workshop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('kickoff', 'kickoff workshop'), ('exchange', 'exchange of mentors'), ('training', 'workshop')], default='kickoff', max_length=10, verbose_name='kind')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('starts_at', models.DateTimeField(verbose_name='begins')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='place')),
                ('link', models.URLField(blank=True, help_text='For workshops online.', verbose_name='link')),
                ('seats', models.PositiveSmallIntegerField(blank=True, help_text='Empty: no limit.', null=True, verbose_name='seats')),
                ('audience', models.CharField(choices=[('all', 'mentees and mentors'), ('mentees', 'mentees'), ('mentors', 'mentors')], default='all', max_length=10, verbose_name='audience')),
                ('state', models.CharField(choices=[('planned', 'planned'), ('open', 'open for registration'), ('cancelled', 'cancelled')], default='planned', max_length=10, verbose_name='state')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('sequence', models.PositiveIntegerField(default=0, editable=False)),
                ('entry_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='workshops', to='mentoring.cohort', verbose_name='cohort')),
                ('host', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='hosted_workshops', to=settings.AUTH_USER_MODEL, verbose_name='host')),
            ],
            options={
                'verbose_name': 'workshop',
                'verbose_name_plural': 'workshops',
                'ordering': ['starts_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['kickoff', 'exchange', 'training'])), name='workshop_kind_is_known'), models.CheckConstraint(condition=models.Q(('audience__in', ['all', 'mentees', 'mentors'])), name='workshop_audience_is_known'), models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'open', 'cancelled'])), name='workshop_state_is_known'), models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('ends_at'))), name='workshop_ends_after_it_begins', violation_error_message='The workshop ends before it begins.'), models.CheckConstraint(condition=models.Q(('seats__isnull', True), ('seats__gte', 1), _connector='OR'), name='workshop_has_seats', violation_error_message='A workshop has at least one seat.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'open'), _negated=True), models.Q(('link', ''), ('place', ''), _negated=True), _connector='OR'), name='workshop_open_only_with_place_or_link', violation_error_message='Please give a place or a link.')],
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('invited', 'invited'), ('registered', 'registered'), ('waitlisted', 'on the waiting list'), ('cancelled', 'cancelled')], max_length=10, verbose_name='state')),
                ('since', models.DateTimeField(verbose_name='since')),
                ('attended', models.BooleanField(blank=True, null=True, verbose_name='attended')),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registrations', to='mentoring.participation', verbose_name='participant')),
                ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registrations', to='workshops.workshop', verbose_name='workshop')),
            ],
            options={
                'verbose_name': 'registration',
                'verbose_name_plural': 'registrations',
                'ordering': ['since', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['invited', 'registered', 'waitlisted', 'cancelled'])), name='registration_state_is_known'), models.UniqueConstraint(fields=('workshop', 'participation'), name='registration_once'), models.CheckConstraint(condition=models.Q(('attended__isnull', True), ('state', 'registered'), _connector='OR'), name='registration_attended_only_when_registered')],
            },
        ),
    ]
