//! Expected against billed per component, one native chart per currency.

use super::style::{HAIRLINE, INK, STEEL};
use crate::money::Currency;
use rust_xlsxwriter::{Chart, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartSolidFill, Color};

/// Cells of the sheet `Summary`: the rows of one currency, and the columns of the money table.
pub(super) struct Cells {
    pub(super) first_row: u32,
    pub(super) last_row: u32,
    pub(super) component: u16,
    pub(super) expected: u16,
    pub(super) billed: u16,
}

/// A chart that reads its numbers from the money table.
pub(super) fn expected_against_billed(currency: Currency, cells: &Cells, width: u32, height: u32) -> Chart {
    let mut chart = Chart::new_column();
    chart.set_width(width).set_height(height);
    let mut title = ChartFont::new();
    title.set_size(11).set_color(INK);
    chart.title().set_name(&format!("Expected and billed, {currency}")).set_font(&title);
    for (name, column, color) in [("Expected", cells.expected, STEEL), ("Billed", cells.billed, INK)] {
        let range = |column| ("Summary", cells.first_row, column, cells.last_row, column);
        chart
            .add_series()
            .set_name(name)
            .set_categories(range(cells.component))
            .set_values(range(column))
            .set_gap(80)
            .set_format(&mut fill(color));
    }
    chart.y_axis().set_num_format("#,##0").set_major_gridlines_line(ChartLine::new().set_color(HAIRLINE));
    chart.y_axis().set_format(ChartFormat::new().set_no_line());
    chart.legend().set_position(ChartLegendPosition::Bottom);
    chart.chart_area().set_format(ChartFormat::new().set_border(ChartLine::new().set_color(HAIRLINE)));
    chart
}

fn fill(color: Color) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(color));
    format
}
