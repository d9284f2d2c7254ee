#![no_main]

libfuzzer_sys::fuzz_target!(init: ibid_fuzz::listen(), |data: &[u8]| ibid_fuzz::targets::record(data));
