#include "reconciler/report/table.h"

#include "reconciler/report/escape.h"

#include <algorithm>

namespace pgberth {
namespace {

/// The number of cells up to the last one that shows something.
std::size_t last_shown(const Row& row) {
  const auto found =
      std::find_if(row.rbegin(), row.rend(), [](const Cell& cell) { return cell.width != 0; });
  return static_cast<std::size_t>(row.rend() - found);
}

}  // namespace

Cell::Cell(const std::string& text) : shown(printable(text)), width(columns(shown)) {}

void Columns::measure(const Row& row) {
  for (std::size_t i = 0; row.size() > 1 && i < row.size(); ++i) {
    if (i == widths_.size()) widths_.push_back(0);
    widths_[i] = std::max(widths_[i], std::min(row[i].width, widest_));
  }
}

std::string Columns::line(const Row& row) const {
  std::string text;
  const std::size_t cells = last_shown(row);
  for (std::size_t i = 0; i < cells; ++i) {
    text += row[i].shown;
    if (i + 1 == cells) break;
    const std::size_t room = std::max(widths_[i], row[i].width);
    text.append(room - row[i].width + (widths_[i] == 1 && i == 0 ? 1 : 2), ' ');
  }
  return text + '\n';
}

std::string aligned(const std::vector<Row>& rows, std::size_t widest) {
  Columns columns(widest);
  for (const Row& row : rows) columns.measure(row);
  std::string text;
  for (const Row& row : rows) text += columns.line(row);
  return text;
}

}  // namespace pgberth
