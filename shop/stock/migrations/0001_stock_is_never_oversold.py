from django.db import migrations

ADD = """
ALTER TABLE partner_stockrecord
    ADD CONSTRAINT stock_is_never_oversold
        CHECK (coalesce(num_allocated, 0) <= coalesce(num_in_stock, 0)),
    ADD CONSTRAINT allocated_stock_is_never_negative
        CHECK (coalesce(num_allocated, 0) >= 0)
"""
DROP = """
ALTER TABLE partner_stockrecord
    DROP CONSTRAINT stock_is_never_oversold,
    DROP CONSTRAINT allocated_stock_is_never_negative
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("partner", "0007_partneraddress_code")]
    operations = [migrations.RunSQL(ADD, DROP)]
