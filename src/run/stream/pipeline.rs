//! Workers that take pieces from one source and hand over what they make of them in the order of the pieces.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Pieces that one worker may be ahead of what was handed over, so that memory stays bounded.
const AHEAD_PER_WORKER: usize = 2;

/// Takes pieces from `source` one after the other, does `work` on several at once and hands the results to
/// `sink` in the order of the pieces. The first failure in that order ends it, whatever the number of threads.
pub fn in_order<P, T: Send, E: Send>(
    threads: usize,
    source: impl FnMut() -> Result<Option<P>, E> + Send,
    work: impl Fn(P) -> Result<T, E> + Sync,
    sink: impl FnMut(T) -> Result<(), E> + Send,
) -> Result<(), E> {
    let threads = threads.max(1);
    let line = Line {
        source: Mutex::new((0, source)),
        state: Mutex::new(State {
            handed_over: 0,
            waiting: BTreeMap::new(),
            busy: false,
            ended: false,
            failure: None,
        }),
        sink: Mutex::new(sink),
        moved: Condvar::new(),
        ahead: threads * AHEAD_PER_WORKER,
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|| line.work(&work));
        }
        line.work(&work);
    });
    let state = line.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    state.failure.map_or(Ok(()), Err)
}

struct Line<F, S, T, E> {
    /// The number of the next piece, and where it comes from.
    source: Mutex<(usize, F)>,
    state: Mutex<State<T, E>>,
    sink: Mutex<S>,
    moved: Condvar,
    ahead: usize,
}

struct State<T, E> {
    handed_over: usize,
    /// Results whose turn has not come; `None` says that there is no such piece.
    waiting: BTreeMap<usize, Result<Option<T>, E>>,
    /// A worker is handing over, and will also take the turns that come meanwhile.
    busy: bool,
    ended: bool,
    failure: Option<E>,
}

/// A worker that panicked has no lock to protect any more: the panic itself is passed on by the scope.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<F, S, T, E> Line<F, S, T, E> {
    fn work<P>(&self, work: &(impl Fn(P) -> Result<T, E> + Sync))
    where
        F: FnMut() -> Result<Option<P>, E>,
        S: FnMut(T) -> Result<(), E>,
    {
        let leave = Leave(self);
        while let Some((number, piece)) = self.take() {
            let result = match piece {
                Ok(Some(piece)) => work(piece).map(Some),
                Ok(None) => Ok(None),
                Err(error) => Err(error),
            };
            self.hand_over(number, result);
        }
        std::mem::forget(leave);
    }

    /// The next piece and its number; `None` when all is over.
    fn take<P>(&self) -> Option<(usize, Result<Option<P>, E>)>
    where
        F: FnMut() -> Result<Option<P>, E>,
    {
        let mut source = lock(&self.source);
        let mut state = lock(&self.state);
        while !state.ended && source.0 >= state.handed_over + self.ahead {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.ended {
            return None;
        }
        drop(state);
        let number = source.0;
        source.0 += 1;
        let piece = (source.1)();
        Some((number, piece))
    }

    fn hand_over(&self, number: usize, result: Result<Option<T>, E>)
    where
        S: FnMut(T) -> Result<(), E>,
    {
        let mut state = lock(&self.state);
        state.waiting.insert(number, result);
        if std::mem::replace(&mut state.busy, true) {
            return;
        }
        drop(state);
        let mut sink = lock(&self.sink);
        loop {
            let mut state = lock(&self.state);
            let turn = state.handed_over;
            let Some(result) = state.waiting.remove(&turn).filter(|_| !state.ended) else {
                state.busy = false;
                return;
            };
            drop(state);
            let done = match result {
                Ok(Some(made)) => sink(made).map(|()| true),
                Ok(None) => Ok(false),
                Err(error) => Err(error),
            };
            let mut state = lock(&self.state);
            state.handed_over += 1;
            match done {
                Ok(more) => state.ended |= !more,
                Err(error) => (state.ended, state.failure) = (true, Some(error)),
            }
            self.moved.notify_all();
        }
    }
}

/// A worker that leaves by a panic ends the work of the others.
struct Leave<'a, F, S, T, E>(&'a Line<F, S, T, E>);

impl<F, S, T, E> Drop for Leave<'_, F, S, T, E> {
    fn drop(&mut self) {
        lock(&self.0.state).ended = true;
        self.0.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::in_order;

    fn run(threads: usize, fails_at: &[u64]) -> (Vec<u64>, Result<(), u64>) {
        let (mut next, mut seen) = (0, Vec::new());
        let source = || {
            next += 1;
            Ok((next <= 100).then_some(next))
        };
        let work = |piece: u64| {
            // The first pieces take longest.
            std::thread::sleep(std::time::Duration::from_micros(300 - piece * 2));
            if fails_at.contains(&piece) { Err(piece) } else { Ok(piece) }
        };
        let result = in_order(threads, source, work, |made| {
            seen.push(made);
            Ok(())
        });
        (seen, result)
    }

    #[test]
    fn results_come_in_the_order_of_the_pieces() {
        for threads in [1, 2, 5] {
            assert_eq!(run(threads, &[]), ((1..=100).collect(), Ok(())));
        }
    }

    #[test]
    fn the_first_failure_in_that_order_is_the_one_that_is_told() {
        for threads in [1, 2, 5] {
            assert_eq!(run(threads, &[41, 40, 90]), ((1..40).collect(), Err(40)));
        }
    }
}
