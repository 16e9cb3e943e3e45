//! Strings of many numbers that come again and again with others: charts, polygons, gradients.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use domreel_format::tree::CompatMode;
use domreel_format::{
    Attribute, Event, Identity, NodeData, NodeId, Operation, Reader, Snapshot, Tree, TreeNode, Uid, Writer,
};
use proptest::prelude::*;
use std::fmt::Write as _;

fn node(id: u32, depth: u32, data: NodeData) -> TreeNode {
    TreeNode { id: NodeId(id), depth, data, properties: vec![] }
}

fn attribute(name: &str, value: &str) -> Attribute {
    Attribute { namespace: None, name: name.into(), value: value.into() }
}

fn element(attributes: Vec<Attribute>) -> NodeData {
    NodeData::Element { namespace: None, name: "path".into(), attributes }
}

/// Writes frames, each of which sets attributes, in chunks of 50, and returns the sizes of the chunks: what is read
/// must be the same to the letter.
fn sizes(frames: &[Vec<(u32, &str, String)>]) -> Vec<usize> {
    let top = NodeData::Document { mode: CompatMode::Standards, xml: false };
    let nodes = (2..20).map(|id| node(id, 1, element(vec![])));
    let tree = Tree { nodes: [node(1, 0, top)].into_iter().chain(nodes).collect() };
    let mut events = vec![(0, Event::Keyframe(Box::new(Snapshot { tree, next_id: 20, ..Snapshot::default() })))];
    events.extend((1..).zip(frames).map(|(at, frame)| {
        let set = |(id, name, value): &(u32, &str, String)| Operation::SetAttribute {
            node: NodeId(*id),
            attribute: attribute(name, value),
        };
        (at * 16_667, Event::Mutation { operations: frame.iter().map(set).collect() })
    }));
    written(&events)
}

fn written(events: &[(u64, Event)]) -> Vec<usize> {
    let mut writer = Writer::new(Uid::NIL, Identity::default(), 0);
    let mut chunks = Vec::new();
    for (index, (at, event)) in events.iter().enumerate() {
        if index % 50 == 1 {
            chunks.extend(writer.finish_chunk(false));
        }
        chunks.extend(writer.write(*at, event));
    }
    chunks.extend(writer.finish_chunk(true));
    let contents = Reader::read_all(&chunks.concat());
    assert_eq!(contents.damage, []);
    assert!(contents.events == events, "events are not the same again");
    chunks.iter().map(Vec::len).collect()
}

/// Numbers that look random, below 1.
fn noise(seed: u32) -> f64 {
    let mixed = (seed ^ seed >> 15).wrapping_mul(0x2c1b_3c6d);
    let mixed = (mixed ^ mixed >> 12).wrapping_mul(0x297a_2d39);
    f64::from(mixed ^ mixed >> 15) / 4_294_967_296.0
}

/// As scripts print it with two decimals at most.
fn short(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// Returns how many bytes a frame takes beyond what one takes that sets nothing but a short attribute.
fn bytes_a_frame(name: &str, value: impl Fn(u32) -> String) -> f64 {
    let size = |name: &str, value: &dyn Fn(u32) -> String| {
        let frames: Vec<_> = (0..400).map(|frame| vec![(5, name, value(frame))]).collect();
        sizes(&frames)[4..].iter().sum::<usize>() as f64 / 250.0
    };
    size(name, &value) - size("class", &|frame| if frame % 2 == 0 { "a" } else { "b" }.to_owned())
}

fn assert_below(limit: f64, bytes: f64, what: &str) {
    println!("{bytes:.1} {what}");
    assert!(bytes < limit, "{bytes} bytes a frame: {what}");
}

#[test]
fn a_chart_that_moves_on_by_a_point_costs_little_more_than_that_point() {
    let line = |frame: u32| {
        (0..60).fold(String::new(), |mut path, at| {
            let y = 20.0 + 60.0 * noise(frame + at);
            write!(path, "{}{} {}", if at == 0 { 'M' } else { 'L' }, at * 5, short(y)).unwrap();
            path
        })
    };
    let area = |frame: u32| format!("M0,100{}L295,100Z", line(frame).replace('M', "L"));
    let moving = |frame: u32| {
        (frame..frame + 60).fold(String::new(), |mut points, at| {
            let x = f64::from(at) * 4.3 - f64::from(frame) * 4.3;
            write!(points, "{},{} ", short(x), short(20.0 + 60.0 * noise(at))).unwrap();
            points
        })
    };
    let backwards = |frame: u32| {
        (0..60).fold(String::new(), |mut path, at| {
            write!(path, "L{},{}", at * 5, short(100.0 * noise(60 + frame - at.min(frame)))).unwrap();
            path
        })
    };
    let curve = |frame: u32| {
        (0..60).fold("M0,0".to_owned(), |mut path, at| {
            let y = |at: u32| short(100.0 * noise(frame + at));
            let (x, from, to) = (at * 6, y(at), y(at + 1));
            write!(path, "C{},{from},{},{to},{},{to}", x + 2, x + 4, x + 6).unwrap();
            path
        })
    };
    let bars = |frame: u32| {
        (0..40).fold(String::new(), |mut path, at| {
            write!(path, "M{},100V{}H{}V100Z", at * 8, short(100.0 * noise(frame + at)), at * 8 + 5).unwrap();
            path
        })
    };
    let raw = |frame: u32| {
        (0..60).fold(String::new(), |mut path, at| {
            write!(path, "L{},{}", at * 5, 20.0 + 60.0 * noise(frame + at)).unwrap();
            path
        })
    };
    // What a new point takes, and no more than a few bytes beside it.
    assert_below(6.0, bytes_a_frame("d", line), "line");
    assert_below(11.0, bytes_a_frame("d", area), "area");
    assert_below(10.0, bytes_a_frame("points", backwards), "backwards");
    assert_below(14.0, bytes_a_frame("d", curve), "curve");
    assert_below(8.0, bytes_a_frame("d", bars), "bars");
    assert_below(14.0, bytes_a_frame("d", raw), "raw");
    // Each x differs from the one before by 4.3, but for what comes of rounding.
    assert_below(12.0, bytes_a_frame("points", moving), "moving");
}

#[test]
fn a_chart_that_grows_by_a_point_costs_little_more_than_that_point() {
    let grown = |frame: u32, end: &str| {
        (0..20 + frame).fold("M0,100".to_owned(), |mut path, at| {
            write!(path, "L{},{}", at * 2, short(100.0 * noise(at))).unwrap();
            path
        }) + end
    };
    let (line, area) = (|frame| grown(frame, ""), |frame: u32| grown(frame, &format!("V100L{},100Z", frame)));
    assert_below(11.0, bytes_a_frame("d", line), "line");
    assert_below(14.0, bytes_a_frame("d", area), "area");
}

#[test]
fn what_moves_from_one_shape_to_another_costs_its_differences() {
    let between = |frame: u32, at: u32| {
        let t = f64::from(frame) / 400.0;
        short(300.0 * (noise(at) * (1.0 - t) + noise(at + 1_000) * t))
    };
    let path = |frame: u32| {
        (0..60).fold(String::new(), |mut path, at| {
            write!(path, "L{},{}", at * 5, between(frame, at)).unwrap();
            path
        })
    };
    let polygon = |frame: u32| {
        let points: Vec<String> =
            (0..20).map(|at| format!("{}% {}%", between(frame, at), between(frame, at + 40))).collect();
        format!("clip-path: polygon({});", points.join(", "))
    };
    let shadow = |frame: u32| {
        let shadows: Vec<String> = (0..6).map(|at| format!("{}px 4px 8px rgba(0, 0, 0, 0.3)", frame + at)).collect();
        format!("box-shadow: {};", shadows.join(", "))
    };
    let matrix = |frame: u32| {
        let numbers: Vec<String> = (0..16).map(|at| between(frame, at).to_string()).collect();
        format!("transform: matrix3d({}) scale(1);", numbers.join(", "))
    };
    assert_below(110.0, bytes_a_frame("d", path), "path");
    assert_below(75.0, bytes_a_frame("style", polygon), "polygon");
    assert_below(5.0, bytes_a_frame("style", shadow), "shadow");
    assert_below(32.0, bytes_a_frame("style", matrix), "matrix");
}

#[test]
fn charts_that_are_made_anew_each_time_are_known_by_their_order() {
    let top = NodeData::Document { mode: CompatMode::Standards, xml: false };
    let tree = Tree { nodes: vec![node(1, 0, top), node(2, 1, element(vec![]))] };
    let mut events = vec![(0, Event::Keyframe(Box::new(Snapshot { tree, next_id: 3, ..Snapshot::default() })))];
    for frame in 0..300 {
        let path = |chart: u32| {
            (0..60).fold("M0 0".to_owned(), |mut path, at| {
                write!(path, "L{} {}", at * 5, short(100.0 * noise(chart * 10_000 + frame + at))).unwrap();
                path
            })
        };
        let first = 3 + frame * 8;
        let gone = (0..8).filter(|_| frame > 0).map(|at| Operation::Remove { node: NodeId(first - 8 + at) });
        let come = (0..8).map(|at| Operation::Insert {
            parent: NodeId(2),
            previous: (at > 0).then(|| NodeId(first + at - 1)),
            tree: Tree { nodes: vec![node(first + at, 0, element(vec![attribute("d", &path(at))]))] },
        });
        events.push((u64::from(frame) * 16_667, Event::Mutation { operations: gone.chain(come).collect() }));
    }
    let chunks = written(&events);
    let a_chart = chunks[2..].iter().sum::<usize>() / 250 / 8;
    assert!(a_chart < 12, "{a_chart} bytes");
}

/// A string of numbers as pages write them, and such as look alike.
fn strings() -> impl Strategy<Value = Vec<Vec<(u32, &'static str, String)>>> {
    let number = prop_oneof![
        (-400_i32..400).prop_map(|n| n.to_string()),
        (-40_000_i32..40_000).prop_map(|n| (f64::from(n) / 100.0).to_string()),
        any::<f64>().prop_map(|n| n.to_string()),
        (-1.0..1.0).prop_map(|n: f64| n.to_string()),
        (0_u64..1 << 60).prop_map(|n| n.to_string()),
        "[-]?[0-9]{0,19}[.]?[0-9]{0,33}",
        Just("0".to_owned()),
        Just("1e-7".to_owned()),
    ];
    let separator =
        prop_oneof![Just("L"), Just(","), Just(" "), Just("-"), Just("."), Just("é"), Just("\u{1}"), Just("")];
    let token = (separator, number).prop_map(|(separator, number)| separator.to_owned() + &number);
    let tokens = prop::collection::vec(token, 1..40);
    // What is done to the tokens from frame to frame: they move on, grow, shrink, or some are others.
    let change = (0_u8..6, 0_usize..40, 0_usize..12);
    let name = prop_oneof![Just("d"), Just("points"), Just("style")];
    (tokens.clone(), tokens, prop::collection::vec((2_u32..5, name, change), 1..60)).prop_map(
        |(first, mut others, changes)| {
            let mut now = [first.clone(), first].concat();
            let frame = |(id, name, (what, at, count)): (u32, &'static str, (u8, usize, usize))| {
                let (at, turn) = (at.min(now.len()), count.min(now.len()));
                match what {
                    0 => now.extend(others.iter().take(count).cloned()),
                    1 => now.truncate(now.len().saturating_sub(count).max(1)),
                    2 => now.rotate_left(turn),
                    3 => now.splice(at..at, others.iter().take(count).cloned()).for_each(drop),
                    4 => now
                        .iter_mut()
                        .skip(at)
                        .step_by(count + 1)
                        .zip(&others)
                        .for_each(|(now, other)| now.clone_from(other)),
                    _ => others.rotate_left(1),
                }
                vec![(id, name, now.concat())]
            };
            changes.into_iter().map(frame).collect()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    // `sizes` reads what it has written.
    #[test]
    fn every_string_of_numbers_is_the_same_again(frames in strings()) {
        sizes(&frames);
    }
}

#[test]
fn numbers_far_apart_are_the_same_again() {
    let values = ["999999999999999", "0.00000000000001", "-1", "-99999999999999999", "0.12345678901234567"];
    for first in values {
        for second in values {
            for third in values {
                let frames: Vec<_> =
                    [first, second, third, first].map(|value| vec![(5, "style", format!("left: {value}px"))]).into();
                sizes(&frames);
                let many = |value: &&str| vec![(5, "d", format!("{value},").repeat(20))];
                sizes(&[first, second, third, second, third].iter().map(many).collect::<Vec<_>>());
            }
        }
    }
}

#[test]
fn more_than_all_series_may_take_is_the_same_again() {
    let path = |seed: u32| {
        (0..4_000).fold(String::new(), |mut path, at| {
            write!(path, "L{},{}", at * 5, (100.0 * noise(seed + at)).round()).unwrap();
            path
        })
    };
    let frames: Vec<_> = (0..6).map(|frame| (2..20).map(|id| (id, "d", path(frame * 100 + id))).collect()).collect();
    sizes(&frames);
}
