//! Templates: embedded in the binary.

use super::assets::Assets;
use crate::page::Shell;
use rust_embed::RustEmbed;
use serde::Serialize;
use std::sync::Arc;
use tera::{Context, Kwargs, State, Tera};

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Files;

/// Room for a page of a list, so that it is not copied from one buffer to a larger one while it is written.
const ROOM: usize = 32 * 1024;

/// Every template, parsed.
pub struct Templates {
    tera: Tera,
}

impl Templates {
    /// Parses every template.
    ///
    /// # Errors
    /// When one does not parse, or names a component, function or filter that does not exist.
    pub fn load(assets: &Assets) -> anyhow::Result<Self> {
        Ok(Self { tera: parse(assets)? })
    }

    /// Renders `template` with its shell and page.
    ///
    /// # Errors
    /// When a variable is undefined.
    pub fn render(&self, template: &str, shell: &Shell, page: &impl Serialize) -> anyhow::Result<String> {
        let mut context = Context::new();
        context.insert("shell", shell);
        context.insert("page", page);
        self.render_context(template, &context)
    }

    /// Renders `template` with any context, for mails.
    ///
    /// # Errors
    /// When a variable is undefined.
    pub fn render_context(&self, template: &str, context: &Context) -> anyhow::Result<String> {
        let mut text = Vec::with_capacity(ROOM);
        self.tera.render_to(template, context, &mut text)?;
        Ok(String::from_utf8(text)?)
    }
}

fn parse(assets: &Assets) -> anyhow::Result<Tera> {
    let mut tera = Tera::new();
    tera.autoescape_on([".html"]);
    let urls = Arc::clone(&assets.urls);
    tera.register_function("asset", move |args: Kwargs, _: &State| -> tera::TeraResult<String> {
        let path: String = args.must_get("path")?;
        urls.get(&path).cloned().ok_or_else(|| tera::Error::message(format!("there is no asset {path}")))
    });
    tera.register_function("icon", |args: Kwargs, _: &State| -> tera::TeraResult<tera::Value> {
        let name: String = args.must_get("name")?;
        let svg = Assets::icon(&name).ok_or_else(|| tera::Error::message(format!("there is no icon {name}")))?;
        Ok(tera::Value::safe_string(&svg))
    });
    let texts: Vec<(String, String)> = Files::iter()
        .filter_map(|path| {
            let file = Files::get(&path)?;
            Some((path.into_owned(), String::from_utf8_lossy(&file.data).into_owned()))
        })
        .collect();
    tera.add_raw_templates(texts)?;
    Ok(tera)
}
