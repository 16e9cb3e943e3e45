//! The browser, as far as Rust sees it: three functions that JavaScript hands in.

use crate::resource::Browser;
use js_sys::{Function, Uint8Array};
use wasm_bindgen::JsValue;

/// Functions of `js/src/player/stage-resources.ts`.
pub(crate) struct Page {
    resolve: Function,
    publish: Function,
    request: Function,
}

impl Page {
    /// Takes `resolve(raw, base)`, `publish(mime, bytes)` and `request(url, isStyleSheet)`.
    pub(crate) fn new(resolve: Function, publish: Function, request: Function) -> Self {
        Self { resolve, publish, request }
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

    fn request(&self, url: &str, is_style_sheet: bool) -> bool {
        let answer = self.request.call2(&JsValue::UNDEFINED, &url.into(), &is_style_sheet.into());
        answer.is_ok_and(|answer| answer.is_truthy())
    }
}
