//! The types hold the gate: what did not pass the mask cannot be written.

#[test]
fn a_capture_path_that_skips_the_gate_does_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/gate/through.rs");
    cases.compile_fail("tests/gate/past.rs");
}
