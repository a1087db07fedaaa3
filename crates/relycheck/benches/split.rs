//! Whose time a check takes: processor time of the whole catalogue in this process, one worker, the RP's calls timed by a wrapper of
//! the trait; and what a message costs more where the same RP is a child process.
//!
//! `cargo bench -p relycheck` for the release build, with `--profile dev` behind it for the build that `cargo xtask check` uses.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use relycheck::embedded::EMBEDDED;
use relycheck_cases::catalogue;
use relycheck_protocol::{
    AuthenticationBegin, AuthenticationFinish, Begin, Finish, Identity, RegistrationBegin, RegistrationFinish, RelyingParty,
};
use relycheck_runner::{ChildDriver, Command, Driver, InProcess, Limits, Plan, run};
use rustix::time::{ClockId, clock_gettime};

/// Nanoseconds spent within the RP: registrations and authentications apart.
#[derive(Default)]
struct Spent {
    registration: AtomicU64,
    authentication: AtomicU64,
}

struct Timed {
    rp: Box<dyn RelyingParty + Send>,
    spent: Arc<Spent>,
}

/// What the processor has spent, on this thread or in the whole process. Whatever else the machine does is not in it.
fn spent_by(clock: ClockId) -> Duration {
    let time = clock_gettime(clock);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

fn timed<T>(counter: &AtomicU64, work: impl FnOnce() -> T) -> T {
    let began = spent_by(ClockId::ThreadCPUTime);
    let result = work();
    let nanoseconds = (spent_by(ClockId::ThreadCPUTime) - began).as_nanos();
    counter.fetch_add(u64::try_from(nanoseconds).unwrap_or(u64::MAX), Ordering::Relaxed);
    result
}

impl RelyingParty for Timed {
    fn identity(&self) -> Identity {
        self.rp.identity()
    }
    fn begin_registration(&mut self, begin: RegistrationBegin) -> Begin {
        timed(&self.spent.registration, || self.rp.begin_registration(begin))
    }
    fn finish_registration(&mut self, finish: RegistrationFinish) -> Finish {
        timed(&self.spent.registration, || self.rp.finish_registration(finish))
    }
    fn begin_authentication(&mut self, begin: AuthenticationBegin) -> Begin {
        timed(&self.spent.authentication, || self.rp.begin_authentication(begin))
    }
    fn finish_authentication(&mut self, finish: AuthenticationFinish) -> Finish {
        timed(&self.spent.authentication, || self.rp.finish_authentication(finish))
    }
}

fn main() {
    let selected: Vec<usize> = (0..catalogue().cases().len()).collect();
    let plan = Plan::new(catalogue(), &selected, 1);
    for embedded in EMBEDDED {
        let spent = Arc::new(Spent::default());
        let of_rp = spent.clone();
        let make = embedded.make;
        let driver = InProcess::new(move || Box::new(Timed { rp: make(), spent: of_rp.clone() }) as Box<dyn RelyingParty + Send>);
        let (began, spent_before) = (Instant::now(), spent_by(ClockId::ProcessCPUTime));
        let report = run(&plan, vec![Box::new(driver) as Box<dyn Driver>], &mut |_| {});
        let whole = (spent_by(ClockId::ProcessCPUTime) - spent_before).as_secs_f64() * 1e3;
        let within = began.elapsed().as_secs_f64() * 1e3;
        let milliseconds = |counter: &AtomicU64| counter.load(Ordering::Relaxed) as f64 / 1e6;
        let (registration, authentication) = (milliseconds(&spent.registration), milliseconds(&spent.authentication));
        let own = registration + authentication;
        println!(
            "{}: {} cases in {whole:.0} ms of processor time; the RP {own:.0} ms (registrations {registration:.0}, authentications {authentication:.0}), \
             the suite {:.0} ms, that is {:.2} of the RP's",
            embedded.name,
            report.results.len(),
            whole - own,
            (whole - own) / own
        );
        let messages: usize = report.results.iter().map(|result| result.exchanges().len()).sum();
        let program = env!("CARGO_BIN_EXE_relycheck").to_owned();
        let arguments = vec!["serve-adapter".to_owned(), embedded.name.to_owned()];
        let child = ChildDriver::new(Command { program, arguments, folder: None }, Limits::default(), 1);
        let began = Instant::now();
        run(&plan, vec![Box::new(child) as Box<dyn Driver>], &mut |_| {});
        let apart = began.elapsed().as_secs_f64() * 1e3;
        println!(
            "{}: as a child {apart:.0} ms, {:.0} µs more for each of {messages} messages",
            embedded.name,
            (apart - within) * 1e3 / messages as f64
        );
    }
}
