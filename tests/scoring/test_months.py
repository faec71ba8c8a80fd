"""Months of days: what goes in comes out, whatever the month's length."""

from datetime import date

import numpy as np
import pytest

from app.scoring import months
from app.scoring.months import Axis


def test_packed_months_unpack_to_the_same_bits() -> None:
    rows = np.array([[0.1 * slot for slot in range(31)], [np.nan] * 31])
    unpacked = months.unpack(block.tobytes() for block in months.pack(rows))
    assert unpacked.tobytes() == rows.tobytes()
    assert months.unpack_array(months.pack(rows)).astype(float).tobytes() == rows.tobytes()


def test_a_block_is_big_endian_doubles_as_postgresql_sends_them() -> None:
    rows = np.zeros((1, 31))
    rows[0, 1] = 1.0
    assert months.pack(rows)[0].tobytes()[8:16] == bytes.fromhex("3ff0000000000000")


@pytest.mark.parametrize("leap_year", [2020, 2024])
def test_a_leap_day_has_its_place(leap_year: int) -> None:
    axis = Axis.covering(date(leap_year, 2, 1), date(leap_year, 3, 31))
    assert axis.months == [date(leap_year, month, 1) for month in (1, 2, 3)]
    assert axis.position(date(leap_year, 3, 1)) - axis.position(date(leap_year, 2, 29)) == 1
    assert axis.length == 6 + 29 + 31


def test_the_axis_reaches_back_for_the_first_days_window() -> None:
    axis = Axis.covering(date(2019, 1, 3), date(2019, 1, 10))
    assert axis.first == date(2018, 12, 28)
    assert axis.scored_from == date(2019, 1, 3)


def test_a_month_of_which_some_days_are_on_the_axis_gives_and_takes_those() -> None:
    axis = Axis(date(2019, 1, 30), date(2019, 2, 3))
    grid = np.zeros((1, axis.length))
    blocks = np.arange(1.0, 32.0)[np.newaxis, :]
    for month in axis.months:
        axis.place(grid, [0], month, blocks)
    assert grid.tolist() == [[30, 31, 1, 2, 3]]
    january = axis.cut(grid, date(2019, 1, 1), [0])[0]
    assert january[29:].tolist() == [30, 31]
    assert np.isnan(january[:29]).all()
    assert np.isnan(axis.cut(grid, date(2019, 2, 1), [0])[0, 3:]).all()


def test_what_is_placed_can_be_cut_out_again() -> None:
    axis = Axis.covering(date(2019, 2, 1), date(2019, 2, 28))
    grid = np.zeros((3, axis.length))
    blocks = np.arange(31.0)[np.newaxis, :]
    axis.place(grid, [2], date(2019, 2, 1), blocks)
    cut = axis.cut(grid, date(2019, 2, 1), [0, 1, 2])
    assert cut[2, :28].tolist() == list(range(28))
    assert np.isnan(cut[2, 28:]).all()
    assert not cut[:2, :28].any()
