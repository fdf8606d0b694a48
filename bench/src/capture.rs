//! The statements that a page issues, read from PostgreSQL's log while the page is asked for.

use anyhow::{Context as _, ensure};
use std::fmt::Write as _;

/// A statement with its parameters, as PostgreSQL executed it; a parameter without a value is NULL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its text, with `$1` and so on.
    pub sql: String,
    /// Its parameters.
    pub parameters: Vec<Option<String>>,
}

/// The statements that one database executed, in the log's order.
pub fn statements(log: &str, database: &str) -> anyhow::Result<Vec<Statement>> {
    let prefix = format!("bench {database}: ");
    let mut found: Vec<Statement> = Vec::new();
    for line in log.lines() {
        let Some(line) = line.strip_prefix(&prefix) else {
            // A statement of several lines goes on behind a tab.
            if let (Some(rest), Some(last)) = (line.strip_prefix('\t'), found.last_mut()) {
                write!(last.sql, "\n{rest}")?;
            }
            continue;
        };
        if let Some(statement) = line.strip_prefix("LOG:  execute ") {
            let (_, sql) = statement.split_once(": ").context("an executed statement has a name")?;
            found.push(Statement { sql: sql.to_owned(), parameters: Vec::new() });
        } else if let Some(detail) = line.strip_prefix("DETAIL:  ")
            && let Some(values) = detail.strip_prefix("parameters: ").or_else(|| detail.strip_prefix("Parameters: "))
        {
            found.last_mut().context("parameters follow their statement")?.parameters = parameters(values)?;
        }
    }
    Ok(found)
}

/// Reads `$1 = 'a', $2 = NULL`; a quote inside a value is written twice.
fn parameters(mut text: &str) -> anyhow::Result<Vec<Option<String>>> {
    let mut values = Vec::new();
    while !text.is_empty() {
        text = text.split_once(" = ").context("a parameter has a value")?.1;
        if let Some(rest) = text.strip_prefix("NULL") {
            values.push(None);
            text = rest;
        } else {
            text = text.strip_prefix('\'').context("a value is quoted")?;
            let mut value = String::new();
            loop {
                let (part, rest) = text.split_once('\'').context("a quote is closed")?;
                value.push_str(part);
                text = rest;
                let Some(rest) = text.strip_prefix('\'') else { break };
                value.push('\'');
                text = rest;
            }
            values.push(Some(value));
        }
        text = text.strip_prefix(", ").unwrap_or(text);
    }
    Ok(values)
}

/// What pgbench is given: a script, and the values of its variables.
#[derive(Debug, PartialEq, Eq)]
pub struct Script {
    /// The script.
    pub text: String,
    /// Name and value of each variable.
    pub variables: Vec<(String, String)>,
}

/// The statements as a script: the first `in_turn` one after the other, the rest in one pipeline, as the page does it.
pub fn script(statements: &[Statement], in_turn: usize) -> anyhow::Result<Script> {
    let (mut text, mut variables) = (String::new(), Vec::new());
    let piped = statements.len() > in_turn + 1;
    for (number, statement) in statements.iter().enumerate() {
        if piped && number == in_turn {
            text.push_str("\\startpipeline\n");
        }
        let mut sql = String::new();
        // A comment would go on to the end of the line that the statement becomes.
        let bare: Vec<&str> = statement.sql.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
        let bare = bare.join(" ");
        let mut parts = bare.split('$');
        sql.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            let (index, rest) = part.split_at(digits);
            let index: usize = index.parse().context("every $ is a parameter")?;
            match statement.parameters.get(index - 1).context("every parameter has a value")? {
                None => sql.push_str("NULL"),
                Some(value) => {
                    let name = format!("s{number}p{index}");
                    write!(sql, ":{name}")?;
                    if !variables.iter().any(|(known, _)| *known == name) {
                        variables.push((name, value.clone()));
                    }
                }
            }
            sql.push_str(rest);
        }
        ensure!(!sql.contains(';'), "a statement with a semicolon would be two: {sql}");
        writeln!(text, "{sql};")?;
    }
    if piped {
        text.push_str("\\endpipeline\n");
    }
    Ok(Script { text, variables })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "bench other: LOG:  execute s1: SELECT 7\n\
        bench small: LOG:  execute s12: SELECT a FROM b WHERE c = $1 AND d = $2 LIMIT $10\n\
        bench small: DETAIL:  parameters: $1 = 'O''Hara, $2 = x', $2 = NULL\n\
        bench small: LOG:  execute <unnamed>: SELECT a,\n\
        \tb\n";

    #[test]
    fn only_statements_of_the_database_are_read_with_their_values() {
        let found = statements(LOG, "small").expect("a log");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].parameters, [Some("O'Hara, $2 = x".into()), None]);
        assert_eq!(found[1].sql, "SELECT a,\nb");
    }

    #[test]
    fn a_script_pipelines_what_the_page_pipelines() {
        let statement = |sql: &str, values: &[&str]| Statement {
            sql: sql.into(),
            parameters: values.iter().map(|value| Some((*value).to_owned())).collect(),
        };
        let found = [statement("A $1", &["x"]), statement("B $1 $2 $1", &["y", "z"]), statement("C", &[])];
        let script = script(&found, 1).expect("a script");
        assert_eq!(script.text, "A :s0p1;\n\\startpipeline\nB :s1p1 :s1p2 :s1p1;\nC;\n\\endpipeline\n");
        let variables: Vec<_> = script.variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(variables, [("s0p1", "x"), ("s1p1", "y"), ("s1p2", "z")]);
    }
}
