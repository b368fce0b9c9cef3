"""Customers: the persons papers are matched against."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ID, Base, Revisioned


class Customer(Base, Revisioned):
    """A customer of one organization; merchants choose ids, so an id is unique only there."""

    __tablename__ = "customers"
    __table_args__ = (Index("ix_customers_listing", "organization_id", "created_at", "id"),)

    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    first_name: Mapped[str] = mapped_column(String(255), default="")
    last_name: Mapped[str] = mapped_column(String(255), default="")
    address: Mapped[str] = mapped_column(String(255), default="")
    address2: Mapped[str] = mapped_column(String(255), default="")
    city: Mapped[str] = mapped_column(String(255), default="")
    region: Mapped[str] = mapped_column(String(255), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    postal_code: Mapped[str] = mapped_column(String(32), default="")
    date_of_birth: Mapped[date | None]
    emails: Mapped[list[Any]] = mapped_column(default=list)
    phone_numbers: Mapped[list[Any]] = mapped_column(default=list)
    has_fulfilled_kyc: Mapped[bool] = mapped_column(default=False)
