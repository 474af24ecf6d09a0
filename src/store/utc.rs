//! Moments as they stand in file names: `20261122T031423Z`, always UTC.
//!
//! The calendar is the proleptic Gregorian one; the arithmetic is Howard Hinnant's
//! `days_from_civil` and `civil_from_days` (howardhinnant.github.io/date_algorithms.html), in which
//! a year begins in March so that the leap day comes last.

use std::time::Duration;
use std::time::SystemTime;

const MILLIS_PER_DAY: i64 = 24 * 60 * 60 * 1000;

/// Days in 400 years, after which the calendar repeats itself.
const DAYS_PER_ERA: i64 = 146_097;

/// From 0000-03-01 to 1970-01-01.
const DAYS_TO_EPOCH: i64 = 719_468;

/// Writes a moment to the second.
pub fn stamp(when: SystemTime) -> String {
    let Parts { date, time, .. } = Parts::of(when);
    format!("{date}T{time}Z")
}

/// Writes a moment to the millisecond: `20261122T031423.045Z`.
pub fn stamp_millis(when: SystemTime) -> String {
    let Parts { date, time, millis } = Parts::of(when);
    format!("{date}T{time}.{millis:03}Z")
}

/// Reads what [`stamp`] or [`stamp_millis`] wrote.
pub fn read_stamp(stamp: &str) -> Option<SystemTime> {
    let (date, time) = stamp.strip_suffix('Z')?.split_once('T')?;
    let (time, millis) = match time.split_once('.') {
        Some((time, millis)) if millis.len() == 3 => (time, number(millis)?),
        Some(_) => return None,
        None => (time, 0),
    };
    if date.len() != 8 || time.len() != 6 {
        return None;
    }
    let (year, month, day) = (date.get(..4)?, date.get(4..6)?, date.get(6..)?);
    let (hour, minute, second) = (time.get(..2)?, time.get(2..4)?, time.get(4..)?);
    let (month, hour, minute) = (number(month)?, number(hour)?, number(minute)?);
    let (day, second) = (number(day)?, number(second)?);
    let fits = (1..=12).contains(&month) && (1..=31).contains(&day);
    if !fits || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let days = days_from_civil(number(year)?, month, day);
    let seconds = (hour * 60 + minute) * 60 + second;
    let when = moment(days * MILLIS_PER_DAY + seconds * 1000 + millis)?;
    // There is no 30th of February.
    (Parts::of(when).date == date).then_some(when)
}

/// A moment in digits.
struct Parts {
    date: String,
    time: String,
    millis: i64,
}

impl Parts {
    fn of(when: SystemTime) -> Self {
        let whole = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX / 2);
        let millis = match when.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => whole(after),
            Err(before) => -whole(before.duration()),
        };
        let (year, month, day) = civil_from_days(millis.div_euclid(MILLIS_PER_DAY));
        let in_day = millis.rem_euclid(MILLIS_PER_DAY);
        let seconds = in_day / 1000;
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        Self {
            date: format!("{year:04}{month:02}{day:02}"),
            time: format!("{hour:02}{minute:02}{second:02}"),
            millis: in_day % 1000,
        }
    }
}

fn number(digits: &str) -> Option<i64> {
    let is_number = digits.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

fn moment(millis: i64) -> Option<SystemTime> {
    let span = Duration::from_millis(millis.unsigned_abs());
    if millis < 0 {
        SystemTime::UNIX_EPOCH.checked_sub(span)
    } else {
        SystemTime::UNIX_EPOCH.checked_add(span)
    }
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_PER_ERA + day_of_era - DAYS_TO_EPOCH
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_TO_EPOCH;
    let (era, day_of_era) = (days.div_euclid(DAYS_PER_ERA), days.rem_euclid(DAYS_PER_ERA));
    let leap = day_of_era / 1_460 - day_of_era / 36_524 + day_of_era / 146_096;
    let year_of_era = (day_of_era - leap) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> SystemTime {
        moment(seconds * 1000).unwrap()
    }

    #[test]
    fn known_moments() {
        // From `date -u -d @N +%Y%m%dT%H%M%SZ`.
        for (seconds, expected) in [
            (0, "19700101T000000Z"),
            (-1, "19691231T235959Z"),
            (951_782_399, "20000228T235959Z"),
            (951_782_400, "20000229T000000Z"),
            (951_868_800, "20000301T000000Z"),
            (1_795_317_263, "20261122T031423Z"),
            (4_107_542_400, "21000301T000000Z"),
            (-2_203_891_200, "19000301T000000Z"),
            (253_402_300_799, "99991231T235959Z"),
        ] {
            assert_eq!(stamp(at(seconds)), expected);
            assert_eq!(read_stamp(expected), Some(at(seconds)));
        }
        let when = at(1_795_317_263) + Duration::from_millis(45);
        assert_eq!(stamp_millis(when), "20261122T031423.045Z");
        assert_eq!(read_stamp("20261122T031423.045Z"), Some(when));
    }

    #[test]
    fn each_day_of_800_years_follows_the_one_before() {
        let mut last = String::new();
        for day in -146_097..146_097 {
            let (year, month, day_of_month) = civil_from_days(day);
            assert_eq!(days_from_civil(year, month, day_of_month), day);
            let written = stamp(at(day * 86_400));
            assert!(written > last, "{last} {written}");
            last = written;
        }
        assert_eq!(last, "23691231T000000Z");
    }

    #[test]
    fn what_is_no_stamp_is_refused() {
        for bad in [
            "",
            "Z",
            "TZ",
            "20261122T031423",
            "20261322T031423Z",
            "20260230T031423Z",
            "20261122T241423Z",
            "20261122T0314237Z",
            "2026112T0031423Z",
            "+0261122T031423Z",
            "20261122T031423.1Z",
            "二〇二六年十一T031423Z",
            "２０２６1122T031423Z",
        ] {
            assert_eq!(read_stamp(bad), None, "{bad}");
        }
        // Far off, but no panic.
        if let Some(far) = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(1 << 60)) {
            assert!(stamp(far).len() > 16);
        }
    }
}
