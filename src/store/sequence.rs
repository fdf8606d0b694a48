//! The numbers that people call records by.

use crate::error::StoreError;
use diesel::sql_types::Text;
use diesel::{IntoSql, declare_sql_function};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

#[declare_sql_function]
extern "SQL" {
    fn nextval(sequence: Text) -> BigInt;
}

/// The next number of a sequence. Gaps are possible: a number is never given twice.
pub(crate) async fn next(conn: &mut AsyncPgConnection, sequence: &'static str) -> Result<i64, StoreError> {
    Ok(diesel::select(nextval(sequence.into_sql::<Text>())).get_result(conn).await?)
}
