//! A transaction with what is billed for it, rightly or not.

use crate::contract::{Costs, cents, costs};
use crate::fx::Fx;
use crate::transaction::Transaction;
use rust_decimal::Decimal;

/// What is peculiar about a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Clean,
    /// Carries the fault of this number.
    Planted(usize),
    /// The variant names a wallet, so funding and segment are unknown.
    Wallet(&'static str),
    /// The stated net amount is one euro short of gross less costs.
    BrokenNet,
    /// A word stands where the gross amount should.
    TextAmount,
    /// The type is none that the report format has.
    UnknownType,
}

#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) transaction: Transaction,
    pub(crate) right: Costs,
    pub(crate) billed: Costs,
    /// What the merchant is paid and billed in.
    pub(crate) net_currency: &'static str,
    /// Gross × rate = amount in the net currency.
    pub(crate) exchange_rate: Decimal,
    pub(crate) copies: usize,
    pub(crate) mark: Mark,
}

impl Row {
    /// Billed as the contract says.
    pub(crate) fn new(transaction: Transaction, fx: &Fx) -> Option<Row> {
        let right = costs(&transaction, fx)?;
        Some(Row {
            right,
            billed: right,
            net_currency: transaction.currency,
            exchange_rate: Decimal::ONE,
            copies: 1,
            mark: Mark::Clean,
            transaction,
        })
    }

    /// What the merchant receives, negative if it pays.
    pub(crate) fn net(&self) -> Decimal {
        let gross = cents(self.transaction.amount * self.exchange_rate);
        let signed = if self.transaction.event.pays_the_merchant() { gross } else { -gross };
        let short = if self.mark == Mark::BrokenNet { Decimal::ONE } else { Decimal::ZERO };
        signed - self.billed.total() - short
    }
}
