"""A record is erased by another than who asks for it; until then it opens for nobody."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import impact.books.triggers


class Migration(migrations.Migration):
    dependencies = [
        ("vault", "0001_vault"),
    ]

    operations = [
        migrations.CreateModel(
            name="ErasureRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account_code", models.CharField(max_length=12)),
                ("reason", models.CharField(max_length=200)),
                ("asked_by", models.CharField(max_length=100)),
                ("asked_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("erased", "erased"), ("kept", "kept after all")],
                        max_length=6,
                    ),
                ),
                ("answered_by", models.CharField(blank=True, max_length=100)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.RemoveConstraint(
            model_name="look",
            name="look_says_at_whom_and_at_what",
        ),
        migrations.AddField(
            model_name="erasure",
            name="is_replayed",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name="look",
            name="kind",
            field=models.CharField(
                choices=[
                    ("revealed", "read"),
                    ("searched", "searched"),
                    ("found", "found by a search"),
                    ("written", "written"),
                    ("asked", "asked to erase"),
                    ("kept", "kept after all"),
                    ("erased", "erased"),
                ],
                max_length=10,
                verbose_name="what",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="erasure",
            trigger=pgtrigger.compiler.Trigger(
                name="erasure_is_agreed_by_two",
                sql=impact.books.triggers.FirmTriggerSql(
                    func="\n        IF NOT NEW.is_replayed AND NOT EXISTS (\n            SELECT FROM public.vault_erasurerequest\n             WHERE account_code = NEW.account_code AND answer = 'erased') THEN\n            RAISE EXCEPTION 'One person asks, another erases.' USING ERRCODE = '23514', CONSTRAINT = 'erasure_is_agreed_by_two';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="a9ea7025ef50a48c09bbb4c2731687ce7db45911",
                    operation="INSERT",
                    pgid="pgtrigger_erasure_is_agreed_by_two_6c1e2",
                    table="vault_erasure",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="look",
            trigger=pgtrigger.compiler.Trigger(
                name="record_waits_for_its_erasure",
                sql=impact.books.triggers.FirmTriggerSql(
                    func="\n        IF NEW.kind IN ('revealed', 'found', 'written') AND EXISTS (\n            SELECT FROM public.vault_erasurerequest\n             WHERE account_code = NEW.account_code AND answered_at IS NULL) THEN\n            RAISE EXCEPTION 'It is to be erased: nothing opens.' USING ERRCODE = '23514', CONSTRAINT = 'record_waits_for_its_erasure';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="d2e44d0b6326b0f51cf34bdba6878331986d22d3",
                    operation="INSERT",
                    pgid="pgtrigger_record_waits_for_its_erasure_9d297",
                    table="vault_look",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="look",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("account_code", ""), ("field", ""), ("kind", "searched")),
                    models.Q(
                        ("account_code__regex", "^[2-9A-HJKMNP-Z]{8}$"),
                        ("field", ""),
                        ("kind__in", ("found", "asked", "kept", "erased")),
                    ),
                    models.Q(
                        ("account_code__regex", "^[2-9A-HJKMNP-Z]{8}$"),
                        (
                            "field__in",
                            [
                                "given_name",
                                "family_name",
                                "own_script",
                                "birth_date",
                                "phone",
                                "address",
                                "emergency",
                                "other_ids",
                            ],
                        ),
                        ("kind__in", ("revealed", "written")),
                    ),
                    _connector="OR",
                ),
                name="look_says_at_whom_and_at_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasurerequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at__isnull", True)),
                fields=("account_code",),
                name="erasure_is_asked_for_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasurerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("account_code__regex", "^[2-9A-HJKMNP-Z]{8}$"),
                    ("asked_by__regex", "^staff:[1-9][0-9]*$"),
                    ("reason__regex", "^\\S.{8,}\\S$"),
                ),
                name="erasure_is_asked_for_by_a_person_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasurerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at__isnull", True), ("answered_by", "")),
                    models.Q(
                        ("answer__in", ("erased", "kept")),
                        ("answered_at__gte", models.F("asked_at")),
                        ("answered_by__regex", "^staff:[1-9][0-9]*$"),
                        models.Q(("answered_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="erasure_is_answered_by_another",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="erasurerequest",
            trigger=pgtrigger.compiler.Trigger(
                name="erasure_is_asked_for_before_it_is_answered",
                sql=impact.books.triggers.FirmTriggerSql(
                    condition="WHEN (NEW.answered_at IS NOT NULL)",
                    func="RAISE EXCEPTION 'Ask first.' USING ERRCODE = '23514', CONSTRAINT = 'erasure_is_asked_for_before_it_is_answered';",
                    hash="efc55744c1df8db9e90459947b57e99060685ec2",
                    operation="INSERT",
                    pgid="pgtrigger_erasure_is_asked_for_before_it_is_answered_68c5d",
                    table="vault_erasurerequest",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="erasurerequest",
            trigger=pgtrigger.compiler.Trigger(
                name="erasure_is_answered_once",
                sql=impact.books.triggers.FirmTriggerSql(
                    condition="WHEN (OLD.answered_at IS NOT NULL OR ((OLD.id, OLD.account_code, OLD.reason, OLD.asked_by, OLD.asked_at) IS DISTINCT FROM (NEW.id, NEW.account_code, NEW.reason, NEW.asked_by, NEW.asked_at)))",
                    func="RAISE EXCEPTION 'What was asked stays, and is answered once.' USING ERRCODE = '23514', CONSTRAINT = 'erasure_is_answered_once';",
                    hash="6ff2f9a653200c03956d794af7c47227084a816a",
                    operation="UPDATE",
                    pgid="pgtrigger_erasure_is_answered_once_fdb32",
                    table="vault_erasurerequest",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="erasurerequest",
            trigger=pgtrigger.compiler.Trigger(
                name="erasure_request_is_never_deleted",
                sql=impact.books.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'It is answered, never deleted.' USING ERRCODE = '23514', CONSTRAINT = 'erasure_request_is_never_deleted';",
                    hash="fb9ec183c70f0e03bd6918f86137956827148e75",
                    operation="DELETE",
                    pgid="pgtrigger_erasure_request_is_never_deleted_4efe9",
                    table="vault_erasurerequest",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="erasurerequest",
            trigger=pgtrigger.compiler.Trigger(
                name="erasure_request_is_never_emptied",
                sql=impact.books.triggers.FirmTriggerSql(
                    func="IF current_database() LIKE 'test\\_%' AND current_setting('is_superuser') = 'on' AND current_setting('nomi.flush_tests', true) = 'on' THEN RETURN NULL; END IF; RAISE EXCEPTION 'The table erasure_request is never emptied.' USING ERRCODE = '23514', CONSTRAINT = 'erasure_request_is_never_emptied';",
                    hash="868d8a2e36313ff9db15520ad81fb9afc3479008",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_erasure_request_is_never_emptied_1cc17",
                    table="vault_erasurerequest",
                    when="BEFORE",
                ),
            ),
        ),
    ]
