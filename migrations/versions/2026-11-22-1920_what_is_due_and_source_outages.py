"""What is due to be scored, how far scoring has come, when sources were down; published models stand."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OPERATOR = "(select attune_operator())"
MINE = "institution_id = (select attune_institution())"

# Scores rest on published coefficients: whoever could change them could change the past.
IMMUTABLE = """
create function attune_published_models_stand() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'scoring_models' then
        if old.status <> 'draft' and (
            tg_op = 'DELETE' or new.status = 'draft'
            or old.status = 'superseded' and new.status <> old.status
            or (to_jsonb(new) - 'status') is distinct from (to_jsonb(old) - 'status'))
        then
            raise 'a published scoring model stands as it is'
                using errcode = 'integrity_constraint_violation';
        end if;
    elsif exists (
        select from scoring_models m
        where m.scoring_model_id = case when tg_op = 'INSERT' then new.scoring_model_id
                                        else old.scoring_model_id end
          and m.status <> 'draft')
    then
        raise 'a published scoring model stands as it is' using errcode = 'integrity_constraint_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$
"""


def upgrade() -> None:
    op.drop_table("stale_days")
    op.create_table(
        "due_scores",
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("student_id", "first_day", "last_day", name=op.f("pk_due_scores")),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_due_scores_forward")),
    )
    op.create_table(
        "score_progress",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("academic_year", sa.SmallInteger(), nullable=False),
        sa.Column("scoring_model_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("done_to", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("institution_id", "academic_year", name=op.f("pk_score_progress")),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.institution_id"],
            name=op.f("fk_score_progress_institution_id_institutions"),
        ),
        sa.ForeignKeyConstraint(
            ["scoring_model_id"],
            ["scoring_models.scoring_model_id"],
            name=op.f("fk_score_progress_scoring_model_id_scoring_models"),
        ),
    )
    op.create_table(
        "source_outages",
        sa.Column("outage_id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("outage_id", name=op.f("pk_source_outages")),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.institution_id"],
            name=op.f("fk_source_outages_institution_id_institutions"),
        ),
        sa.CheckConstraint("ends_before > starts_on", name=op.f("ck_source_outages_forward")),
    )
    tables = ("due_scores", "score_progress", "source_outages")
    op.execute(f"grant select, insert, update, delete on {', '.join(tables)} to attune_app")
    for table in tables:
        op.execute(f"alter table {table} enable row level security")
        op.execute(
            f"create policy written on {table} for all to attune_app"
            f" using ({OPERATOR}) with check ({OPERATOR})"
        )
    in_charge = (
        "student_id in (select unnest(attune_charge())) or (select attune_everyone()) and exists"
        f" (select from students s where s.student_id = due_scores.student_id and s.{MINE})"
    )
    op.execute(f"create policy seen on due_scores for select to attune_app using ({in_charge})")
    administered = f"(select attune_may('admin')) and {MINE}"
    op.execute(f"create policy seen on source_outages for select to attune_app using ({MINE})")
    op.execute(
        "create policy administered on source_outages for all to attune_app"
        f" using ({administered}) with check ({administered})"
    )
    # Every row is written anew each night: with room beside it, no index has to follow.
    op.execute("alter table score_months set (fillfactor = 50)")
    op.execute(IMMUTABLE)
    for table in ("scoring_models", "scoring_coefficients"):
        events = "update or delete" if table == "scoring_models" else "insert or update or delete"
        op.execute(
            f"create trigger published_models_stand before {events} on {table}"
            " for each row execute function attune_published_models_stand()"
        )


def downgrade() -> None:
    raise NotImplementedError("what the scores rest on is not taken back")
