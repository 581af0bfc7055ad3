#include "reconciler/report/table.h"

#include "reconciler/report/escape.h"

#include <algorithm>

namespace pgberth {
namespace {

std::vector<std::size_t> widths_of(const std::vector<Row>& rows, std::size_t widest) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows)
    for (std::size_t i = 0; row.size() > 1 && i < row.size(); ++i) {
      if (i == widths.size()) widths.push_back(0);
      widths[i] = std::max(widths[i], std::min(row[i].width, widest));
    }
  return widths;
}

/// The number of cells up to the last one that shows something.
std::size_t last_shown(const Row& row) {
  const auto found =
      std::find_if(row.rbegin(), row.rend(), [](const Cell& cell) { return cell.width != 0; });
  return static_cast<std::size_t>(row.rend() - found);
}

}  // namespace

Cell::Cell(const std::string& text) : shown(printable(text)), width(columns(shown)) {}

std::string aligned(const std::vector<Row>& rows, std::size_t widest) {
  const std::vector<std::size_t> widths = widths_of(rows, widest);
  std::string text;
  for (const Row& row : rows) {
    const std::size_t cells = last_shown(row);
    for (std::size_t i = 0; i < cells; ++i) {
      text += row[i].shown;
      if (i + 1 == cells) break;
      const std::size_t room = std::max(widths[i], row[i].width);
      text.append(room - row[i].width + (widths[i] == 1 && i == 0 ? 1 : 2), ' ');
    }
    text += '\n';
  }
  return text;
}

}  // namespace pgberth
