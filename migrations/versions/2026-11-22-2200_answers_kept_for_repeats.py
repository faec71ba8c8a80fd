"""Answers kept for repeats: what a write was answered, in case the answer got lost on its way."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# The login as it was told when the idempotency key came: its digest, for nobody's name is needed here.
LOGIN = """
create function attune_login() returns bytea language sql stable set search_path = pg_catalog, pg_temp as $$
    select decode(nullif(current_setting('attune.login', true), ''), 'hex')
$$
"""
# The lock lasts as long as the transaction: whoever has it after the first asker finds that one's answer.
CLAIM = """
create function attune_claim(p_login text, p_lock bigint) returns boolean
language sql set search_path = pg_catalog, public, pg_temp as $$
    select set_config('attune.login', p_login, true);
    select pg_try_advisory_xact_lock(p_lock)
$$
"""
FUNCTIONS = "attune_login(), attune_claim(text, bigint)"
OWN = "login_digest = (select attune_login())"


def upgrade() -> None:
    op.create_table(
        "kept_answers",
        sa.Column("login_digest", sa.LargeBinary(), nullable=False),
        sa.Column("key_digest", sa.LargeBinary(), nullable=False),
        sa.Column("request_digest", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("login_digest", "key_digest", name=op.f("pk_kept_answers")),
    )
    op.create_index(op.f("ix_kept_answers_kept_until"), "kept_answers", ["kept_until"])
    op.execute("grant select, insert, update, delete on kept_answers to attune_app")
    op.execute("alter table kept_answers enable row level security")
    op.execute(LOGIN)
    op.execute(CLAIM)
    op.execute(f"revoke all on function {FUNCTIONS} from public")
    op.execute(f"grant execute on function {FUNCTIONS} to attune_app")
    op.execute(f"create policy own on kept_answers for all to attune_app using ({OWN}) with check ({OWN})")
    # Forgetting is the service's own; it sees when an answer is to go, and cannot open it.
    for command in ("select", "delete"):
        op.execute(
            f"create policy forgotten_{command} on kept_answers for {command} to attune_app"
            " using ((select attune_operator()))"
        )


def downgrade() -> None:
    op.drop_table("kept_answers")
    op.execute(f"drop function {FUNCTIONS}")
