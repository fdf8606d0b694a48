//! Pieces of SQL that never change, in statements that are prepared once.
//!
//! diesel prepares a statement that holds one of its own SQL literals anew at every use, because it cannot know that the
//! text never changes; planning the guard's statement each time cost four times what running it does.

use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, TypedExpressionType, ValidGrouping, is_aggregate,
};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{SqlType, Text};
use diesel::{QueryResult, declare_sql_function};
use std::marker::PhantomData;

#[declare_sql_function]
extern "SQL" {
    /// A text in small letters.
    fn lower(text: Text) -> Text;
}

/// An expression that is written out in the program. It names the tables of its statement itself, and nothing that anyone
/// typed: only texts of the program are `'static`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fixed<T>(&'static str, PhantomData<T>);

/// A fixed piece of SQL of this type.
pub(crate) fn fixed<T>(sql: &'static str) -> Fixed<T> {
    Fixed(sql, PhantomData)
}

impl<T: SqlType + TypedExpressionType> Expression for Fixed<T> {
    type SqlType = T;
}

// Without an id of its type a statement is known by its text, which is what sets one of these apart from another.
impl<T> QueryId for Fixed<T> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T> QueryFragment<Pg> for Fixed<T> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.0);
        Ok(())
    }
}

impl<T, Grouped> ValidGrouping<Grouped> for Fixed<T> {
    type IsAggregate = is_aggregate::Never;
}

impl<T, From> AppearsOnTable<From> for Fixed<T> where Self: Expression {}
impl<T, From> SelectableExpression<From> for Fixed<T> where Self: Expression {}
