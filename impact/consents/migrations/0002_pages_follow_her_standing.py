"""Status, shelter and age decide what may be shown: changes of them end the pages that are kept."""

from django.db import migrations

TELL = """
CREATE FUNCTION consents_tell_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('public_pages_changed', pg_current_xact_id()::text);
    RETURN NULL;
END
$$;
CREATE TRIGGER pages_follow_status AFTER UPDATE ON participants_trainingaccount
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION consents_tell_change();
CREATE TRIGGER pages_follow_standing AFTER UPDATE ON participants_participant
    FOR EACH ROW WHEN (
        (OLD.adult_checked_on, OLD.shelter_asked_on, OLD.sheltered_from, OLD.sheltered_until)
        IS DISTINCT FROM
        (NEW.adult_checked_on, NEW.shelter_asked_on, NEW.sheltered_from, NEW.sheltered_until))
    EXECUTE FUNCTION consents_tell_change();
"""
FORGET = """
DROP TRIGGER pages_follow_status ON participants_trainingaccount;
DROP TRIGGER pages_follow_standing ON participants_participant;
DROP FUNCTION consents_tell_change;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consents", "0001_consents_and_flags"),
        ("participants", "0002_people_interviews_plans"),
    ]

    operations = [migrations.RunSQL(TELL, FORGET)]
