//! `NUMERIC` as [`Decimal`]: the crate's own bridge would bring libpq with it.

use diesel::data_types::PgNumeric;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types;
use rust_decimal::Decimal;

/// A decimal as Postgres stores it: digits to the base of 10,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = sql_types::Numeric)]
pub(crate) struct Numeric(pub(crate) Decimal);

const BASE: i128 = 10_000;

impl ToSql<sql_types::Numeric, Pg> for Numeric {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<sql_types::Numeric, Pg>::to_sql(&parts(self.0)?, &mut out.reborrow())
    }
}

impl FromSql<sql_types::Numeric, Pg> for Numeric {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        decimal(&PgNumeric::from_sql(value)?).map(Self)
    }
}

fn parts(value: Decimal) -> Result<PgNumeric, Box<dyn std::error::Error + Send + Sync>> {
    let scale = value.scale();
    // Groups of four digits are aligned at the decimal point.
    let padding = (4 - scale % 4) % 4;
    let mut rest =
        value.mantissa().unsigned_abs().checked_mul(10_u128.pow(padding)).ok_or("a number too long for its column")?;
    let mut digits = Vec::new();
    while rest > 0 {
        digits.push(i16::try_from(rest % BASE.unsigned_abs())?);
        rest /= BASE.unsigned_abs();
    }
    digits.reverse();
    let fraction = i16::try_from((scale + padding) / 4)?;
    let weight = i16::try_from(digits.len())? - fraction - 1;
    let scale = u16::try_from(scale)?;
    Ok(if value.is_sign_negative() {
        PgNumeric::Negative { weight, scale, digits }
    } else {
        PgNumeric::Positive { weight, scale, digits }
    })
}

fn decimal(value: &PgNumeric) -> deserialize::Result<Decimal> {
    let (weight, scale, digits, sign) = match value {
        PgNumeric::Positive { weight, scale, digits } => (*weight, *scale, digits, 1),
        PgNumeric::Negative { weight, scale, digits } => (*weight, *scale, digits, -1),
        PgNumeric::NaN => return Err("NaN is no amount".into()),
    };
    let mut mantissa = 0_i128;
    for digit in digits {
        mantissa = mantissa
            .checked_mul(BASE)
            .and_then(|sum| sum.checked_add(i128::from(*digit)))
            .ok_or("a number too long")?;
    }
    // How many decimal places the last group of digits ends at; negative for whole numbers with trailing zeros.
    let places = (i64::try_from(digits.len())? - i64::from(weight) - 1) * 4;
    let number = if places >= 0 {
        Decimal::try_from_i128_with_scale(sign * mantissa, u32::try_from(places)?)?
    } else {
        let zeros = u32::try_from(-places)?;
        let whole =
            10_i128.checked_pow(zeros).and_then(|factor| mantissa.checked_mul(factor)).ok_or("a number too long")?;
        Decimal::try_from_i128_with_scale(sign * whole, 0)?
    };
    let mut number = number;
    number.rescale(u32::from(scale));
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_survive_the_way_to_postgres_and_back() {
        for text in ["0", "0.000001", "1", "10", "10000", "123456789012.345678", "0.0001", "99999.5", "1200000", "3.10"]
        {
            let number: Decimal = text.parse().expect("a number");
            let back = decimal(&parts(number).expect("parts")).expect("a decimal");
            assert_eq!(back, number, "{text} came back as {back}");
            assert_eq!(back.scale(), number.scale());
        }
    }
}
