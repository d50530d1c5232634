//! When to leave off asking, and when to try again. Pure: the time is handed in.

use std::time::{Duration, Instant};

/// Failures in a row after which nothing is asked any more.
pub(crate) const FAILURES: u32 = 5;
/// How long nothing is asked; then one call tries.
pub(crate) const PAUSE: Duration = Duration::from_secs(30);

/// Whether calls go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// All do.
    Closed {
        /// Failures in a row.
        failures: u32,
    },
    /// None does until then.
    Open { until: Instant },
    /// One is out, and decides.
    HalfOpen,
}

/// A circuit breaker.
#[derive(Debug)]
pub(crate) struct Breaker {
    state: State,
    /// Counts changes of state: what was begun in an earlier one decides nothing now.
    epoch: u64,
}

/// A call that may go out; handed back to [`Breaker::end`], once.
#[derive(Debug)]
pub(crate) struct Call {
    epoch: u64,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With an answer that can be used.
    Answered,
    /// Without one.
    Failed,
    /// Nobody waited for it: it says nothing about the other side.
    Abandoned,
}

impl Breaker {
    pub(crate) const fn new() -> Self {
        Self { state: State::Closed { failures: 0 }, epoch: 0 }
    }

    /// Leave for one call; `None` if none may go out now.
    pub(crate) fn admit(&mut self, now: Instant) -> Option<Call> {
        match self.state {
            State::Closed { .. } => {}
            State::Open { until } if until <= now => self.enter(State::HalfOpen),
            State::Open { .. } | State::HalfOpen => return None,
        }
        Some(Call { epoch: self.epoch })
    }

    /// Takes a call's end; answers whether calls stop with it.
    pub(crate) fn end(&mut self, Call { epoch }: Call, end: End, now: Instant) -> bool {
        if epoch != self.epoch {
            return false;
        }
        match (self.state, end) {
            (State::Closed { .. }, End::Answered) => self.state = State::Closed { failures: 0 },
            (State::Closed { failures }, End::Failed) if failures + 1 < FAILURES => self.state = State::Closed { failures: failures + 1 },
            (State::Closed { .. } | State::HalfOpen, End::Failed) => {
                self.enter(State::Open { until: now + PAUSE });
                return true;
            }
            (State::HalfOpen, End::Answered) => self.enter(State::Closed { failures: 0 }),
            // The next call is the trial then.
            (State::HalfOpen, End::Abandoned) => self.enter(State::Open { until: now }),
            (State::Closed { .. }, End::Abandoned) | (State::Open { .. }, _) => {}
        }
        false
    }

    fn enter(&mut self, state: State) {
        self.state = state;
        self.epoch += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Mutex, time::Instant};

    use super::{Breaker, End, FAILURES, PAUSE};

    fn call(breaker: &mut Breaker, end: End, now: Instant) -> bool {
        let call = breaker.admit(now).unwrap();
        breaker.end(call, end, now)
    }

    fn open(now: Instant) -> Breaker {
        let mut breaker = Breaker::new();
        for number in 1..=FAILURES {
            assert_eq!(call(&mut breaker, End::Failed, now), number == FAILURES);
        }
        breaker
    }

    #[test]
    fn only_failures_in_a_row_open_it() {
        let now = Instant::now();
        let mut breaker = Breaker::new();
        for _ in 0..3 {
            for _ in 1..FAILURES {
                assert!(!call(&mut breaker, End::Failed, now));
            }
            call(&mut breaker, End::Abandoned, now);
            assert!(!call(&mut breaker, End::Answered, now));
        }
        let mut breaker = open(now);
        assert!(breaker.admit(now).is_none());
        assert!(breaker.admit(now + PAUSE.mul_f64(0.99)).is_none());
    }

    #[test]
    fn one_trial_at_a_time_decides() {
        let now = Instant::now();
        let mut breaker = open(now);
        let trial = breaker.admit(now + PAUSE).unwrap();
        assert!(breaker.admit(now + PAUSE * 9).is_none());
        assert!(breaker.end(trial, End::Failed, now + PAUSE));
        assert!(breaker.admit(now + PAUSE + PAUSE / 2).is_none());
        // A trial that nobody waited for leaves its place to the next.
        assert!(!call(&mut breaker, End::Abandoned, now + PAUSE * 2));
        assert!(!call(&mut breaker, End::Answered, now + PAUSE * 2));
        let (one, two) = (breaker.admit(now), breaker.admit(now));
        assert!(one.is_some() && two.is_some());
    }

    #[test]
    fn only_one_of_many_threads_gets_the_trial() {
        let now = Instant::now();
        let breaker = Mutex::new(open(now));
        let trials: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..16).map(|_| scope.spawn(|| usize::from(breaker.lock().unwrap().admit(now + PAUSE).is_some()))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(trials, 1);
    }

    #[test]
    fn what_was_begun_before_it_opened_decides_nothing() {
        let now = Instant::now();
        let mut breaker = Breaker::new();
        let (late_failure, late_answer) = (breaker.admit(now).unwrap(), breaker.admit(now).unwrap());
        for _ in 0..FAILURES {
            call(&mut breaker, End::Failed, now);
        }
        assert!(!breaker.end(late_answer, End::Answered, now));
        assert!(breaker.admit(now).is_none());
        let trial = breaker.admit(now + PAUSE).unwrap();
        assert!(!breaker.end(late_failure, End::Failed, now + PAUSE));
        assert!(!breaker.end(trial, End::Answered, now + PAUSE));
        assert!(breaker.admit(now + PAUSE).is_some());
    }
}
