#pragma once

#include <string>
#include <vector>

namespace pgberth {

/// One piece of a line, as it is shown and how wide it is: colours take no room.
struct Cell {
  std::string shown{};
  std::size_t width = 0;

  Cell() = default;
  /// `text` escaped, in the colour that `paint`, applied to the escaped text, gives it.
  template <class Painter>
  Cell(const std::string& text, Painter paint) : Cell(text) {
    shown = paint(shown);
  }
  explicit Cell(const std::string& text);
};

using Row = std::vector<Cell>;

/// Lines whose columns are aligned. Each row is measured before the first one is written, so that
/// a long table need not be kept.
class Columns {
 public:
  explicit Columns(std::size_t widest = 64) : widest_(widest) {}

  void measure(const Row& row);
  std::string line(const Row& row) const;

 private:
  std::size_t widest_;
  std::vector<std::size_t> widths_{};
};

/// The rows as lines with their columns aligned, two blanks apart, or one behind a first column of
/// one-letter signs; nothing trails the last cell.
/// A cell wider than `widest` is not cut but does not move the others; a row of one cell is a
/// heading and moves nothing either.
std::string aligned(const std::vector<Row>& rows, std::size_t widest = 64);

}  // namespace pgberth
