"""Answers kept for repeats: what a write was answered, in case the answer got lost on its way."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# The login as it was told when the idempotency key came: its digest, for nobody's name is needed here.
LOGIN = "login_digest = (select decode(nullif(current_setting('attune.login', true), ''), 'hex'))"


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
    op.execute(
        f"create policy own on kept_answers for all to attune_app using ({LOGIN}) with check ({LOGIN})"
    )
    # Forgetting is the service's own; it sees when an answer is to go, and cannot open it.
    for command in ("select", "delete"):
        op.execute(
            f"create policy forgotten_{command} on kept_answers for {command} to attune_app"
            " using ((select attune_operator()))"
        )


def downgrade() -> None:
    op.drop_table("kept_answers")
