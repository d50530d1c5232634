//! What every document must keep to, whoever sends it: counted after fragments
//! have been spread, because that is what would be executed.
//!
//! Introspection has rules of its own. Its standard query is 15 fields deep, so
//! depth says nothing; what makes it expensive is lists inside lists.

use std::collections::HashMap;

use async_graphql::{
    Name, Pos,
    parser::types::{ExecutableDocument, Field, OperationType, Selection, SelectionSet},
};

use super::{
    MAX_ALIASES, MAX_CREDENTIAL_MUTATIONS, MAX_DEPTH, MAX_INTROSPECTION_LISTS, MAX_INTROSPECTION_WEIGHT, MAX_NESTING, MAX_ROOT_MUTATIONS, MAX_SELECTIONS,
    Refusal, cost::LIST_SIZE,
};

/// Mutations that try a password or a token: one a document, so that aliases
/// cannot try many at once.
const CREDENTIAL_MUTATIONS: [&str; 4] = ["signIn", "signUp", "refreshSession", "changePassword"];
/// Lists of the introspection types.
const INTROSPECTION_LISTS: [&str; 8] = ["types", "directives", "fields", "args", "inputFields", "interfaces", "possibleTypes", "enumValues"];
/// Those of them that lead from a type to types again.
const INTROSPECTION_LOOPS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];

/// What a document that keeps to the limits is known to do.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Traits {
    /// It asks for the schema.
    pub introspects: bool,
}

/// Refuses a document that does not keep to the limits.
pub(super) fn check(document: &ExecutableDocument) -> Result<Traits, Refusal> {
    refuse_cycles(document)?;
    let mut walk = Walk { document, selections: 0, aliases: 0, root_mutations: 0, credential_mutations: 0, introspection_weight: 0, traits: Traits::default() };
    for (_, operation) in document.operations.iter() {
        let at = Place { depth: 0, nesting: 0, root: Some(operation.node.ty), introspection: None };
        walk.select(&operation.node.selection_set.node, at)?;
    }
    Ok(walk.traits)
}

#[derive(Clone, Copy)]
struct Place {
    /// Fields around this place.
    depth: usize,
    /// Fields and fragments around this place.
    nesting: usize,
    /// The operation whose root this is.
    root: Option<OperationType>,
    /// Inside `__schema` or `__type`.
    introspection: Option<Introspection>,
}

#[derive(Clone, Copy)]
struct Introspection {
    /// Lists from types to types around this place.
    lists: usize,
    /// About how many objects one field here means.
    weight: u64,
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    selections: usize,
    aliases: usize,
    root_mutations: usize,
    credential_mutations: usize,
    introspection_weight: u64,
    traits: Traits,
}

impl Walk<'_> {
    fn select(&mut self, selection: &SelectionSet, at: Place) -> Result<(), Refusal> {
        let inside = Place { nesting: at.nesting + 1, ..at };
        if inside.nesting > MAX_NESTING {
            return Err(Refusal::too_complex(format!("The document has more than {MAX_NESTING} selections inside each other.")));
        }
        for selection in &selection.items {
            bounded(&mut self.selections, MAX_SELECTIONS, "selections, fragments spread", selection.pos)?;
            match &selection.node {
                Selection::Field(field) => self.field(&field.node, field.pos, inside)?,
                Selection::InlineFragment(fragment) => self.select(&fragment.node.selection_set.node, inside)?,
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.node.fragment_name.node) {
                        self.select(&fragment.node.selection_set.node, inside)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn field(&mut self, field: &Field, pos: Pos, at: Place) -> Result<(), Refusal> {
        let name = field.name.node.as_str();
        if field.alias.is_some() {
            bounded(&mut self.aliases, MAX_ALIASES, "aliases", pos)?;
        }
        if at.root == Some(OperationType::Mutation) && name != "__typename" {
            bounded(&mut self.root_mutations, MAX_ROOT_MUTATIONS, "mutations", pos)?;
            if CREDENTIAL_MUTATIONS.contains(&name) {
                bounded(&mut self.credential_mutations, MAX_CREDENTIAL_MUTATIONS, "mutation with a password or a token", pos)?;
            }
        }
        let introspection = match at.introspection {
            Some(around) => Some(self.introspect(name, pos, around)?),
            None if name == "__schema" || name == "__type" => {
                self.traits.introspects = true;
                Some(Introspection { lists: 0, weight: 1 })
            }
            None => None,
        };
        if introspection.is_none() && at.depth >= MAX_DEPTH {
            return Err(Refusal::too_complex(format!("The document is more than {MAX_DEPTH} fields deep.")).at(pos));
        }
        self.select(&field.selection_set.node, Place { depth: at.depth + 1, root: None, introspection, ..at })
    }

    fn introspect(&mut self, name: &str, pos: Pos, around: Introspection) -> Result<Introspection, Refusal> {
        let lists = around.lists + usize::from(INTROSPECTION_LOOPS.contains(&name));
        let weight = if INTROSPECTION_LISTS.contains(&name) { around.weight.saturating_mul(LIST_SIZE) } else { around.weight };
        self.introspection_weight = self.introspection_weight.saturating_add(weight);
        if lists > MAX_INTROSPECTION_LISTS || self.introspection_weight > MAX_INTROSPECTION_WEIGHT {
            return Err(Refusal::too_complex("The document asks for more of the schema than the standard introspection query does.").at(pos));
        }
        Ok(Introspection { lists, weight })
    }
}

/// Counts one more, and refuses it if it is one too many.
fn bounded(count: &mut usize, limit: usize, what: &str, pos: Pos) -> Result<(), Refusal> {
    *count += 1;
    if *count > limit { Err(Refusal::too_complex(format!("The document has more than {limit} {what}.")).at(pos)) } else { Ok(()) }
}

/// Refuses fragments that spread themselves, also those that nothing uses.
fn refuse_cycles(document: &ExecutableDocument) -> Result<(), Refusal> {
    let spreads = document.fragments.iter().map(|(name, fragment)| {
        let mut spreads = Vec::new();
        collect_spreads(&fragment.node.selection_set.node, &mut spreads);
        (name, spreads)
    });
    let spreads: HashMap<&Name, Vec<&Name>> = spreads.collect();
    // Names whose visit has begun: false, and has ended: true.
    let mut visited: HashMap<&Name, bool> = HashMap::with_capacity(spreads.len());
    for start in document.fragments.keys() {
        let mut path: Vec<(&Name, usize)> = vec![(start, 0)];
        while let Some((name, next)) = path.pop() {
            if next == 0 && visited.get(name) == Some(&true) {
                continue;
            }
            visited.insert(name, false);
            let Some(target) = spreads.get(name).and_then(|spreads| spreads.get(next)) else {
                visited.insert(name, true);
                continue;
            };
            path.push((name, next + 1));
            match visited.get(target) {
                Some(true) => {}
                Some(false) => return Err(cycle(target, document)),
                None => path.push((target, 0)),
            }
        }
    }
    Ok(())
}

fn cycle(name: &Name, document: &ExecutableDocument) -> Refusal {
    let refusal = Refusal::bad_request(format!("The fragment {name} spreads itself."));
    match document.fragments.get(name) {
        Some(fragment) => refusal.at(fragment.pos),
        None => refusal,
    }
}

fn collect_spreads<'a>(selection: &'a SelectionSet, spreads: &mut Vec<&'a Name>) {
    for selection in &selection.items {
        match &selection.node {
            Selection::Field(field) => collect_spreads(&field.node.selection_set.node, spreads),
            Selection::InlineFragment(fragment) => collect_spreads(&fragment.node.selection_set.node, spreads),
            Selection::FragmentSpread(spread) => spreads.push(&spread.node.fragment_name.node),
        }
    }
}
