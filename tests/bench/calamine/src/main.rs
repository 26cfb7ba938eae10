// calamine_bench FILE [RUNS]: CPU seconds of the best run, rows, cells, 0, peak KiB, as read_bench prints them.
// Its fastest ways: streamed cells of xlsx, the dense range of the other formats. CSV is no format of calamine's: the
// csv crate reads it, as bytes (it does not ask whether they are UTF-8, as read_bench does).
use calamine::*;

fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    stat.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let path = &arguments[1];
    let runs: usize = arguments.get(2).map_or(3, |n| n.parse().unwrap());
    let (mut best, mut rows, mut cells) = (f64::MAX, 0usize, 0usize);
    for _ in 0..runs {
        let begin = cpu_seconds();
        cells = 0;
        if path.ends_with(".xlsx") {
            let mut book: Xlsx<_> = open_workbook(path).unwrap();
            let name = book.sheet_names()[0].clone();
            let mut reader = book.worksheet_cells_reader(&name).unwrap();
            while let Some(cell) = reader.next_cell().unwrap() {
                cells += usize::from(*cell.get_value() != DataRef::Empty);
                rows = cell.get_position().0 as usize + 1;
            }
        } else if path.ends_with(".csv") {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(path).unwrap();
            let mut record = csv::ByteRecord::new();
            rows = 0;
            while reader.read_byte_record(&mut record).unwrap() {
                rows += 1;
                cells += record.iter().filter(|field| !field.is_empty()).count();
            }
        } else {
            let mut book = open_workbook_auto(path).unwrap();
            let range = book.worksheet_range_at(0).unwrap().unwrap();
            cells = range.used_cells().count();
            rows = range.height();
        }
        best = best.min(cpu_seconds() - begin);
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find(|l| l.starts_with("VmHWM")).unwrap();
    println!("{:.4} {} {} 0 {}", best, rows, cells, peak.split_whitespace().nth(1).unwrap());
}
