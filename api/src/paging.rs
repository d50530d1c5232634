//! Pages of long lists, by keyset: a cursor says after which row to go on, so
//! that rows that come or go meanwhile neither repeat nor skip the others.

use std::cmp::Ordering;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::{
    Iden,
    sea_query::{ColumnRef, DynIden, Expr, ExprTrait, IntoColumnRef, IntoIden, Order as Direction, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use crate::error::{Code, Error, Result};

/// Rows on a page if nobody says how many.
pub const DEFAULT_LIMIT: u64 = 20;
/// Rows on a page at most.
pub const MAX_LIMIT: u64 = 100;

/// A list's order: a sort key and, for equal keys, the id. Both run the same way,
/// so that one index serves it forwards and backwards.
#[derive(Clone, Copy, Debug)]
pub struct Order<C: 'static> {
    /// Tells the cursors of this order from those of others.
    pub tag: u8,
    /// What the sort key holds.
    pub kind: KeyKind,
    /// The sort key.
    pub key: C,
    /// The id; for paths, which are unique, the key itself.
    pub id: C,
    /// Smallest first.
    pub ascending: bool,
}

/// What a sort key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// A 64-bit integer.
    Integer,
    /// A 64-bit float.
    Float,
    /// Bytes that are unique by themselves.
    Path,
}

/// The value of a sort key.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    /// Of an [`KeyKind::Integer`] order.
    Integer(i64),
    /// Of a [`KeyKind::Float`] order.
    Float(f64),
    /// Of a [`KeyKind::Path`] order.
    Path(Vec<u8>),
}

/// A place in an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor {
    /// The order's tag.
    pub tag: u8,
    /// The row's key.
    pub key: Key,
    /// The row's id.
    pub id: Uuid,
}

impl Cursor {
    /// As clients hold it.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut bytes = Vec::with_capacity(32);
        bytes.push(self.tag);
        match &self.key {
            Key::Integer(number) => bytes.extend(number.to_be_bytes()),
            Key::Float(number) => bytes.extend(number.to_bits().to_be_bytes()),
            Key::Path(path) => bytes.extend(path),
        }
        bytes.extend(self.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads one that was made for this order; `None` for anything else.
    #[must_use]
    pub fn decode(text: &str, tag: u8, kind: KeyKind) -> Option<Self> {
        if text.len() > 2048 {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (first, rest) = bytes.split_first()?;
        let (key, id) = rest.split_last_chunk::<16>()?;
        if *first != tag {
            return None;
        }
        let key = match kind {
            KeyKind::Integer => Key::Integer(i64::from_be_bytes(key.try_into().ok()?)),
            KeyKind::Float => Key::Float(Some(f64::from_bits(u64::from_be_bytes(key.try_into().ok()?))).filter(|number| number.is_finite())?),
            KeyKind::Path if !key.is_empty() && key.len() % 16 == 0 => Key::Path(key.to_vec()),
            KeyKind::Path => return None,
        };
        Some(Self { tag, key, id: Uuid::from_bytes(*id) })
    }
}

/// Paging arguments as they come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PageArgs {
    /// Rows from the beginning, or after `after`.
    pub first: Option<i32>,
    /// Go on after this cursor.
    pub after: Option<String>,
    /// Rows from the end, or before `before`.
    pub last: Option<i32>,
    /// Stop before this cursor.
    pub before: Option<String>,
}

/// Checked paging arguments.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    limit: u64,
    backward: bool,
    after: Option<Cursor>,
    before: Option<Cursor>,
}

impl PageArgs {
    /// Checks them for an order.
    pub fn parse<C>(&self, order: &Order<C>) -> Result<Page> {
        let (limit, argument, backward) = match (self.first, self.last) {
            (Some(_), Some(_)) => return Err(Error::new(Code::BadUserInput, "Ask for `first` or for `last`, not for both.").at(&["last"])),
            (None, Some(last)) => (i64::from(last), "last", true),
            (Some(first), None) => (i64::from(first), "first", false),
            (None, None) => (DEFAULT_LIMIT.cast_signed(), "first", false),
        };
        let limit = u64::try_from(limit).ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
        let limit = limit.ok_or_else(|| Error::new(Code::BadUserInput, format!("`{argument}` must be between 1 and {MAX_LIMIT}.")).at(&[argument]))?;
        let cursor = |text: &Option<String>, argument: &'static str| match text {
            None => Ok(None),
            Some(text) => match Cursor::decode(text, order.tag, order.kind) {
                Some(cursor) => Ok(Some(cursor)),
                None => Err(Error::new(Code::BadUserInput, format!("`{argument}` is not a cursor of this list and order.")).at(&[argument])),
            },
        };
        Ok(Page { limit, backward, after: cursor(&self.after, "after")?, before: cursor(&self.before, "before")? })
    }
}

impl Page {
    /// The first `limit` rows.
    #[must_use]
    pub fn first(limit: u64) -> Self {
        Self { limit, backward: false, after: None, before: None }
    }

    /// Rows asked of the database: one more than shown, to know whether there is more.
    #[must_use]
    pub fn fetch(&self) -> u64 {
        self.limit + 1
    }
}

/// Restricts and sorts a statement to a page of `table`: one row more than shown.
pub fn slice<C: Iden + Copy + 'static>(query: &mut SelectStatement, table: impl IntoIden, order: &Order<C>, page: &Page) {
    let table = table.into_iden();
    let bounds = [(&page.after, order.ascending), (&page.before, !order.ascending)];
    for (cursor, greater) in bounds {
        if let Some(cursor) = cursor {
            query.and_where(beyond(&table, order, cursor, greater));
        }
    }
    sort(query, table, order, page);
    query.limit(page.fetch());
}

/// Sorts a statement as [`slice`] does; for the statement around it.
pub fn sort<C: Iden + Copy + 'static>(query: &mut SelectStatement, table: impl IntoIden, order: &Order<C>, page: &Page) {
    let table = table.into_iden();
    let direction = if order.ascending == page.backward { Direction::Desc } else { Direction::Asc };
    query.order_by(column(&table, order.key), direction.clone());
    if order.kind != KeyKind::Path {
        query.order_by(column(&table, order.id), direction);
    }
}

fn column<C: Iden + Copy + 'static>(table: &DynIden, name: C) -> ColumnRef {
    (table.clone(), name).into_column_ref()
}

fn beyond<C: Iden + Copy + 'static>(table: &DynIden, order: &Order<C>, cursor: &Cursor, greater: bool) -> SimpleExpr {
    let key: SimpleExpr = match &cursor.key {
        Key::Integer(number) => Expr::value(*number),
        Key::Float(number) => Expr::value(*number),
        Key::Path(path) => Expr::value(path.clone()),
    };
    let (left, right): (SimpleExpr, SimpleExpr) = if order.kind == KeyKind::Path {
        (Expr::col(column(table, order.key)), key)
    } else {
        let columns = [Expr::col(column(table, order.key)), Expr::col(column(table, order.id))];
        (Expr::tuple(columns), Expr::tuple([key, Expr::value(cursor.id)]))
    };
    if greater { left.gt(right) } else { left.lt(right) }
}

/// How two places lie to each other, smallest first.
fn compare(left: &Cursor, right: &Cursor) -> Ordering {
    let keys = match (&left.key, &right.key) {
        (Key::Integer(left), Key::Integer(right)) => left.cmp(right),
        (Key::Float(left), Key::Float(right)) => left.total_cmp(right),
        (Key::Path(left), Key::Path(right)) => left.cmp(right),
        _ => Ordering::Equal,
    };
    keys.then(left.id.cmp(&right.id))
}

/// Brings rows of several lists, which a statement returned in any order, into
/// the order that [`slice`] asks the database for.
pub fn sort_rows<T, C>(rows: &mut [T], order: &Order<C>, page: &Page, cursor: impl Fn(&T) -> Cursor) {
    let descending = order.ascending == page.backward;
    rows.sort_by(|left, right| {
        let ascending = compare(&cursor(left), &cursor(right));
        if descending { ascending.reverse() } else { ascending }
    });
}

/// A page of rows that are all at hand, in any order.
pub fn slice_rows<T, C>(mut rows: Vec<T>, order: &Order<C>, page: &Page, cursor: impl Fn(&T) -> Cursor) -> Slice<T> {
    let bounds = [(&page.after, order.ascending), (&page.before, !order.ascending)];
    rows.retain(|row| {
        bounds.iter().all(|(bound, greater)| {
            let wanted = if *greater { Ordering::Greater } else { Ordering::Less };
            bound.as_ref().is_none_or(|bound| compare(&cursor(row), bound) == wanted)
        })
    });
    sort_rows(&mut rows, order, page, cursor);
    rows.truncate(usize::try_from(page.fetch()).unwrap_or(usize::MAX));
    Slice::new(rows, page)
}

/// A page's rows, in the list's order, and whether there is more.
#[derive(Clone, Debug)]
pub struct Slice<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Whether rows follow.
    pub has_next_page: bool,
    /// Whether rows come before.
    pub has_previous_page: bool,
}

impl<T> Slice<T> {
    /// From the rows that the database returned for a [`slice`]d statement.
    #[must_use]
    pub fn new(mut rows: Vec<T>, page: &Page) -> Self {
        let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        if page.backward {
            rows.reverse();
            Self { rows, has_next_page: page.before.is_some(), has_previous_page: more }
        } else {
            Self { rows, has_next_page: more, has_previous_page: page.after.is_some() }
        }
    }

    /// Each row made into something else.
    pub fn map<U>(self, work: impl FnMut(T) -> U) -> Slice<U> {
        Slice { rows: self.rows.into_iter().map(work).collect(), has_next_page: self.has_next_page, has_previous_page: self.has_previous_page }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{Cursor, Key, KeyKind, Order, PageArgs};
    use crate::error::Code;

    const ORDER: Order<()> = Order { tag: 1, kind: KeyKind::Integer, key: (), id: (), ascending: false };

    fn keys() -> impl Strategy<Value = (Key, KeyKind)> {
        prop_oneof![
            any::<i64>().prop_map(|number| (Key::Integer(number), KeyKind::Integer)),
            any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(|number| (Key::Float(number), KeyKind::Float)),
            prop::collection::vec(any::<[u8; 16]>(), 1..50).prop_map(|ids| (Key::Path(ids.concat()), KeyKind::Path)),
        ]
    }

    proptest! {
        #[test]
        fn cursors_come_back_in_their_own_order_only((key, kind) in keys(), tag in 1_u8..100, id: u128) {
            let cursor = Cursor { tag, key, id: Uuid::from_u128(id) };
            let text = cursor.encode();
            prop_assert_eq!(Cursor::decode(&text, tag, kind), Some(cursor));
            prop_assert_eq!(Cursor::decode(&text, tag + 1, kind), None);
        }

        #[test]
        fn tampered_cursors_are_survived(text in "[A-Za-z0-9_-]{0,80}") {
            for kind in [KeyKind::Integer, KeyKind::Float, KeyKind::Path] {
                let _ = Cursor::decode(&text, 1, kind);
            }
        }
    }

    #[test]
    fn page_sizes_are_bounded() {
        let parse = |first, last| PageArgs { first, last, ..PageArgs::default() }.parse(&ORDER);
        assert_eq!(parse(None, None).unwrap().fetch(), 21);
        assert_eq!(parse(Some(100), None).unwrap().fetch(), 101);
        for bad in [parse(Some(101), None), parse(Some(0), None), parse(Some(-1), None), parse(None, Some(101)), parse(Some(1), Some(1))] {
            assert_eq!(bad.unwrap_err().code(), Code::BadUserInput);
        }
    }
}
