//! Tests of the catalogue itself.
#[test]
fn count() {
    let c = crate::catalogue();
    println!("{}", c.cases().len());
    let mut m = std::collections::BTreeMap::new();
    for case in c.cases() {
        *m.entry(case.id.split('/').take(if case.id.starts_with("journey/pair") { 2 } else { 1 }).collect::<Vec<_>>().join("/"))
            .or_insert(0) += 1;
    }
    println!("{m:?}");
    for case in c.cases() {
        if !case.id.starts_with("journey/pair") {
            println!("{} | {}", case.id, case.title);
        }
    }
}
