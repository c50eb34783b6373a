import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('mentoring', '0002_topics'),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quality', models.CharField(blank=True, choices=[('very_good', 'very suitable'), ('good', 'suitable'), ('possible', 'possible')], max_length=10, verbose_name='fit')),
                ('score', models.PositiveIntegerField(default=0, verbose_name='points')),
                ('reachable', models.PositiveIntegerField(default=0)),
                ('parts', models.JSONField(default=dict)),
                ('reasons', models.JSONField(default=dict)),
                ('warnings', models.JSONField(default=list)),
                ('overridden_rules', models.JSONField(default=list)),
                ('override_reason', models.CharField(blank=True, max_length=500)),
                ('obstacles', models.JSONField(default=dict)),
                ('alternative', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='mentoring.mentor')),
                ('mentee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='mentoring.mentee', verbose_name='mentee')),
                ('mentor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='mentoring.mentor', verbose_name='mentor')),
                ('change', models.CharField(blank=True, choices=[('by_hand', 'changed by hand'), ('in_turn', 'moved along')], max_length=10, verbose_name='change')),
            ],
            options={
                'verbose_name': 'proposal',
                'verbose_name_plural': 'proposals',
                'ordering': ['mentee__participation__user__last_name', 'mentee__participation__user__first_name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('change__in', ['', 'by_hand', 'in_turn'])), name='proposal_change_is_known')],
            },
        ),
        migrations.CreateModel(
            name='PriceList',
            fields=[
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='price_list', serialize=False, to='matching.proposal')),
                ('mentors', models.JSONField(default=list)),
                ('without_mentor', models.JSONField(null=True)),
                ('none', models.JSONField(null=True)),
            ],
            options={
                'verbose_name': 'price list',
                'verbose_name_plural': 'price lists',
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('matching', 'matching'), ('trial', 'trial of weights'), ('supply', 'supply and demand')], max_length=10, verbose_name='kind')),
                ('state', models.CharField(choices=[('queued', 'waiting'), ('running', 'running'), ('ready', 'ready'), ('failed', 'failed')], default='queued', max_length=10, verbose_name='state')),
                ('weights', models.JSONField(default=dict, verbose_name='weights')),
                ('requested_at', models.DateTimeField(verbose_name='started at')),
                ('heartbeat_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished at')),
                ('stage', models.CharField(choices=[('waiting', 'Waiting for its turn'), ('loading', 'Reading applications and profiles'), ('rules', 'Checking the rules for every pair'), ('solving', 'Looking for the best tandems and proving that there are none better'), ('pricing', 'Finding out what each change would cost'), ('saving', 'Keeping the result')], default='waiting', max_length=10)),
                ('progress', models.PositiveSmallIntegerField(default=0)),
                ('failure', models.CharField(blank=True, choices=[('superseded', 'Other weights are tried instead.'), ('interrupted', 'The computation was interrupted. Please start it again.'), ('not_certified', 'The result could not be proved, so it was not kept. Please tell the IT.'), ('broken', 'The computation failed. Please tell the IT.')], max_length=20)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('mentees', models.PositiveIntegerField(default=0, verbose_name='mentees')),
                ('places', models.PositiveIntegerField(default=0, verbose_name='places')),
                ('matched', models.PositiveIntegerField(default=0, verbose_name='proposed tandems')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='points in all')),
                ('lowest', models.PositiveIntegerField(null=True, verbose_name='lowest points of a tandem')),
                ('certificate', models.JSONField(default=dict)),
                ('fingerprints', models.JSONField(default=dict)),
                ('findings', models.JSONField(default=dict)),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='mentoring.cohort', verbose_name='cohort')),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'matching run',
                'verbose_name_plural': 'matching runs',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['matching', 'trial', 'supply'])), name='run_kind_is_known'), models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'ready', 'failed'])), name='run_state_is_known'), models.CheckConstraint(condition=models.Q(('stage__in', ['waiting', 'loading', 'rules', 'solving', 'pricing', 'saving'])), name='run_stage_is_known'), models.UniqueConstraint(condition=models.Q(('state__in', ('queued', 'running'))), fields=('cohort', 'kind'), name='run_one_unfinished_per_cohort_and_kind', violation_error_message='A computation is on its way already.'), models.CheckConstraint(condition=models.Q(models.Q(('failure__in', ['superseded', 'interrupted', 'not_certified', 'broken']), ('state', 'failed')), models.Q(models.Q(('state', 'failed'), _negated=True), ('failure', '')), _connector='OR'), name='run_failure_exactly_when_failed'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), ('finished_at__isnull', False), _connector='OR'), name='run_ready_when_finished')],
            },
        ),
        migrations.AddField(
            model_name='proposal',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='matching.run', verbose_name='run'),
        ),
        migrations.CreateModel(
            name='Weighting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topics', models.CharField(choices=[('high', 'high'), ('medium', 'medium'), ('low', 'low'), ('off', 'off')], default='high', help_text='Her topics that the mentor offers; what she named first counts most.', max_length=10, verbose_name='Topics')),
                ('wish', models.CharField(choices=[('high', 'high'), ('medium', 'medium'), ('low', 'low'), ('off', 'off')], default='medium', help_text='Whom she would like to have, in her order.', max_length=10, verbose_name='Wishes')),
                ('meeting', models.CharField(choices=[('high', 'high'), ('medium', 'medium'), ('low', 'low'), ('off', 'off')], default='medium', help_text='Whether both can meet in the same place, or both online.', max_length=10, verbose_name='Place and kind of meetings')),
                ('offers', models.CharField(choices=[('high', 'high'), ('medium', 'medium'), ('low', 'low'), ('off', 'off')], default='low', help_text='Beside conversation: accompanying, practising, feedback, network.', max_length=10, verbose_name='What the mentor offers')),
                ('levels', models.CharField(choices=[('high', 'high'), ('medium', 'medium'), ('low', 'low'), ('off', 'off')], default='low', help_text='Best is the smallest distance that the year allows, or one level more.', max_length=10, verbose_name='Distance of levels')),
                ('branch', models.CharField(choices=[('high', 'high'), ('medium', 'medium'), ('low', 'low'), ('off', 'off')], default='low', help_text='Whether the mentor sees her work from outside.', max_length=10, verbose_name='Another branch of the organisation')),
                ('points_high', models.PositiveSmallIntegerField(default=5, verbose_name='points for “high”')),
                ('points_medium', models.PositiveSmallIntegerField(default=3, verbose_name='points for “medium”')),
                ('points_low', models.PositiveSmallIntegerField(default=1, verbose_name='points for “low”')),
                ('worst_first', models.BooleanField(default=False, help_text='First make the weakest tandem as good as possible, then all of them together.', verbose_name='the weakest tandem first')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('cohort', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='weighting', to='mentoring.cohort', verbose_name='cohort')),
            ],
            options={
                'verbose_name': 'weights',
                'verbose_name_plural': 'weights',
                'constraints': [models.CheckConstraint(condition=models.Q(('topics__in', ['high', 'medium', 'low', 'off'])), name='weighting_topics_is_known'), models.CheckConstraint(condition=models.Q(('wish__in', ['high', 'medium', 'low', 'off'])), name='weighting_wish_is_known'), models.CheckConstraint(condition=models.Q(('meeting__in', ['high', 'medium', 'low', 'off'])), name='weighting_meeting_is_known'), models.CheckConstraint(condition=models.Q(('offers__in', ['high', 'medium', 'low', 'off'])), name='weighting_offers_is_known'), models.CheckConstraint(condition=models.Q(('levels__in', ['high', 'medium', 'low', 'off'])), name='weighting_levels_is_known'), models.CheckConstraint(condition=models.Q(('branch__in', ['high', 'medium', 'low', 'off'])), name='weighting_branch_is_known'), models.CheckConstraint(condition=models.Q(('points_low__gte', 1), ('points_low__lte', models.F('points_medium')), ('points_medium__lte', models.F('points_high')), ('points_high__lte', 20)), name='weighting_points_in_order', violation_error_code='points_in_order', violation_error_message='The points rise from low to high, between 1 and 20.'), models.CheckConstraint(condition=models.Q(('branch', 'off'), ('levels', 'off'), ('meeting', 'off'), ('offers', 'off'), ('topics', 'off'), ('wish', 'off'), _negated=True), name='weighting_compares_something', violation_error_message='Please let at least one criterion count. Otherwise nothing is compared.')],
            },
        ),
        migrations.CreateModel(
            name='Instruction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('lock', 'held fast'), ('forbid', 'not together'), ('leave_out', 'taken out')], max_length=10, verbose_name='kind')),
                ('overridden_rules', models.JSONField(blank=True, default=list)),
                ('override_reason', models.CharField(blank=True, max_length=500, verbose_name='reason for the override')),
                ('given_at', models.DateTimeField(verbose_name='given at')),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('mentee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='instructions', to='mentoring.mentee', verbose_name='mentee')),
                ('mentor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='instructions', to='mentoring.mentor', verbose_name='mentor')),
            ],
            options={
                'verbose_name': 'instruction for the matching',
                'verbose_name_plural': 'instructions for the matching',
                'ordering': ['mentee__participation__user__last_name', 'mentee__participation__user__first_name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['lock', 'forbid', 'leave_out'])), name='instruction_kind_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'leave_out'), ('mentor__isnull', True)), models.Q(models.Q(('kind', 'leave_out'), _negated=True), ('mentor__isnull', False)), _connector='OR'), name='instruction_names_mentor'), models.UniqueConstraint(condition=models.Q(('kind', 'forbid'), _negated=True), fields=('mentee',), name='instruction_one_outcome_per_mentee'), models.UniqueConstraint(condition=models.Q(('mentor__isnull', False)), fields=('mentee', 'mentor'), name='instruction_once_per_pair')],
            },
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(fields=('run', 'mentee'), name='proposal_one_per_mentee'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('mentor__isnull', True), ('quality', ''), ('score', 0)), models.Q(('mentor__isnull', False), ('quality__in', ['very_good', 'good', 'possible'])), _connector='OR'), name='proposal_quality_exactly_with_mentor'),
        ),
    ]
