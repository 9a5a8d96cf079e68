"""The rules of the log that the database itself keeps."""

import pgtrigger

from impact.books.triggers import FirmTrigger, refuse

TAKE_NEXT_PLACE = FirmTrigger(
    name="leaf_takes_the_next_place",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="fresh"),
    declare=[("first", "bigint"), ("last", "bigint"), ("number", "bigint"), ("before", "bigint")],
    func="""
        SELECT min(position), max(position), count(*) INTO first, last, number FROM fresh;
        SELECT max(position) INTO before FROM public.proofs_leaf WHERE position < first;
        IF number > 0 AND (first <> coalesce(before, -1) + 1 OR last <> first + number - 1) THEN
            RAISE EXCEPTION 'The leaves % to % do not follow leaf %.', first, last, before
                USING ERRCODE = '23514', CONSTRAINT = 'leaf_takes_the_next_place';
        END IF;
        RETURN NULL;
    """,
)

GROW_ONLY = FirmTrigger(
    name="checkpoint_is_larger_than_the_last",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF EXISTS (SELECT 1 FROM public.proofs_checkpoint AS older
                    WHERE older.size >= NEW.size OR older.period >= NEW.period) THEN
            RAISE EXCEPTION 'A checkpoint is later and larger than those before it.'
                USING ERRCODE = '23514', CONSTRAINT = 'checkpoint_is_larger_than_the_last';
        END IF;
        RETURN NEW;
    """,
)

KEEP_SECRET_AS_IT_IS = FirmTrigger(
    name="log_secret_is_never_changed",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func=refuse("log_secret_is_never_changed", "A secret of the log is erased, never changed."),
)
