//! The browser, as far as Rust sees it: two functions that JavaScript hands in.

use crate::resource::Browser;
use js_sys::{Function, Uint8Array};
use wasm_bindgen::JsValue;

/// Functions of `js/src/player/stage-resources.ts`.
pub(crate) struct Page {
    resolve: Function,
    publish: Function,
}

impl Page {
    /// Takes `resolve(raw, base)` and `publish(mime, bytes)`.
    pub(crate) fn new(resolve: Function, publish: Function) -> Self {
        Self { resolve, publish }
    }
}

impl Browser for Page {
    fn resolve(&self, raw: &str, base: &str) -> Option<String> {
        self.resolve.call2(&JsValue::UNDEFINED, &raw.into(), &base.into()).ok()?.as_string()
    }

    fn publish(&self, mime: &str, bytes: &[u8]) -> String {
        let bytes = Uint8Array::from(bytes);
        let address = self.publish.call2(&JsValue::UNDEFINED, &mime.into(), &bytes);
        address.ok().and_then(|address| address.as_string()).unwrap_or_default()
    }
}
