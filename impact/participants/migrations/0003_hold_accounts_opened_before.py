"""Give the accounts that were opened before a participant and the beginning of their history."""

from django.db import migrations

HOLDERS = """
INSERT INTO participants_participant
    (account_id, programme, cohort, country, enterprise, adult_known_by, adult_checked_on,
     schooling, came_by, case_worker)
SELECT id, '', '', 'KH', '', 'own_word', opened_on, 'unknown', 'unknown', ''
  FROM participants_trainingaccount AS account
 WHERE NOT EXISTS (SELECT FROM participants_participant WHERE account_id = account.id);
INSERT INTO participants_statuschange
    (account_id, from_status, to_status, "on", reason, changed_by, at)
SELECT id, '', status, opened_on, 'Opened.', 'system', now()
  FROM participants_trainingaccount AS account
 WHERE NOT EXISTS (SELECT FROM participants_statuschange WHERE account_id = account.id);
"""


class Migration(migrations.Migration):
    """Programmes that ran before took adults alone; how that was known is asked again."""

    dependencies = [("participants", "0002_people_interviews_plans")]

    operations = [migrations.RunSQL(HOLDERS, migrations.RunSQL.noop)]
