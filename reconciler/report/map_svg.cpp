#include "reconciler/report/escape.h"
#include "reconciler/report/map.h"
#include "reconciler/report/use_map.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace pgberth {
namespace {

constexpr int kBoxHeight = 40;
constexpr int kStep = 52;  // From one box to the next.
constexpr int kTop = 56;
constexpr int kMargin = 16;
constexpr int kGap = 90;  // Between columns.
constexpr int kLetter = 7;
constexpr std::size_t kLongest = 46;

constexpr std::string_view kStyle =
    "  <style>\n"
    "    text { font: 12px monospace; fill: #1b1f24 }\n"
    "    .head { font-weight: bold; fill: #57606a }\n"
    "    .sub { fill: #57606a }\n"
    "    rect { fill: #f6f8fa; stroke: #57606a }\n"
    "    .service rect { fill: #ddf4ff }\n"
    "    .database rect { fill: #dafbe1 }\n"
    "    .off { opacity: 0.5 }\n"
    "    .blocked rect { stroke: #cf222e; stroke-dasharray: 4 3 }\n"
    "    path { fill: none; stroke: #8c959f; stroke-width: 1.2 }\n"
    "    .override, .mirror { stroke-dasharray: 5 4 }\n"
    "  </style>\n";

/// The first letters of `text`, as many as a box has room for, and all of them in the tooltip.
std::string fitting(std::string_view text) {
  std::string shown = printable(text);
  if (columns(shown) <= kLongest) return shown;
  std::size_t end = 0;
  for (std::size_t letters = 0; end < shown.size(); ++end) {
    const bool begins = (static_cast<unsigned char>(shown[end]) & 0xc0u) != 0x80u;
    if (begins && letters++ == kLongest - 1) break;
  }
  return shown.substr(0, end) + "\u2026";
}

struct Box {
  std::string kind{};  ///< Its class.
  std::string title{};
  std::string sub{};
  std::vector<std::size_t> claims{};
  int y = 0;
};

struct Column {
  std::string head{};
  std::vector<Box> boxes{};
  int x = 0;
  int width = 0;
};

class Picture {
 public:
  explicit Picture(const UseMap& map) : map_(map) {
    add_claims();
    add_services();
    add_databases();
    add_entries();
    stack(uses_);
    for (Column* column : {&services_, &databases_, &entries_}) settle(*column);
    int x = kMargin;
    for (Column* column : {&services_, &uses_, &databases_, &entries_}) x = widen(*column, x);
    width_ = x - kGap + kMargin;
  }

  std::string svg() const {
    const std::string size =
        std::to_string(width_) + "\" height=\"" + std::to_string(height_ + kMargin) + "\"";
    std::string text = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + size +
                       " viewBox=\"0 0 " + std::to_string(width_) + " " +
                       std::to_string(height_ + kMargin) + "\" role=\"img\">\n" +
                       "  <title>Who uses which database</title>\n" + std::string(kStyle) +
                       "  <rect width=\"100%\" height=\"100%\" style=\"fill: #ffffff; stroke: "
                       "none\"/>\n";
    text += lines();
    for (const Column* column : {&services_, &uses_, &databases_, &entries_})
      text += shown(*column);
    return text + "</svg>\n";
  }

 private:
  void add_claims() {
    uses_.head = "credentials";
    for (std::size_t i = 0; i < map_.claims.size(); ++i) {
      const Claim& claim = *map_.claims[i].claim;
      const std::string& user = map_.claims[i].username;
      uses_.boxes.push_back({.kind = std::string("claim") + (claim.blocked ? " blocked" : "") +
                                     (claim.selected ? "" : " off"),
                             .title = claim.id.str(),
                             .sub = claim.blocked     ? "blocked by an error"
                                    : !claim.selected ? "not selected"
                                                      : (user.empty() ? "" : "as " + user),
                             .claims = {i}});
    }
  }

  void add_services() {
    services_.head = "services";
    for (const auto& service : map_.services)
      services_.boxes.push_back({.kind = "service",
                                 .title = service.name,
                                 .sub = service.environment,
                                 .claims = service.claims});
  }

  void add_databases() {
    databases_.head = "databases";
    for (const auto& database : map_.databases)
      databases_.boxes.push_back({.kind = "database",
                                  .title = name_of(database),
                                  .sub = database.server,
                                  .claims = database.claims});
  }

  void add_entries() {
    entries_.head = "entries";
    for (const auto& entry : map_.entries)
      entries_.boxes.push_back(
          {.kind = "entry",
           .title = *entry.ref.path,
           .sub = to_string(entry.ref.store) +
                  (entry.environment.empty() ? "" : " of " + entry.environment),
           .claims = entry.claims});
  }

  void stack(Column& column) {
    int y = kTop;
    for (Box& box : column.boxes) {
      box.y = y;
      y += kStep;
    }
    height_ = std::max(height_, y);
  }

  /// Each box beside the credentials that it belongs to, as far as there is room.
  void settle(Column& column) {
    std::vector<std::pair<int, std::size_t>> wanted;
    for (std::size_t i = 0; i < column.boxes.size(); ++i) {
      const Box& box = column.boxes[i];
      const int sum = std::accumulate(
          box.claims.begin(), box.claims.end(), 0,
          [&](int so_far, std::size_t claim) { return so_far + uses_.boxes[claim].y; });
      const int number = static_cast<int>(std::max<std::size_t>(box.claims.size(), 1));
      wanted.emplace_back(sum / number, i);
    }
    std::ranges::sort(wanted);
    int y = kTop;
    for (const auto& [mean, i] : wanted) {
      column.boxes[i].y = std::max(y, mean);
      y = column.boxes[i].y + kStep;
    }
    height_ = std::max(height_, y);
  }

  static int widen(Column& column, int x) {
    std::size_t letters = columns(column.head);
    for (const Box& box : column.boxes)
      letters = std::max({letters, columns(fitting(box.title)), columns(fitting(box.sub))});
    column.x = x;
    column.width = static_cast<int>(letters) * kLetter + 2 * kLetter + 4;
    return x + column.width + kGap;
  }

  static std::string text_at(int x, int y, const std::string& style, const std::string& text) {
    return "<text" + (style.empty() ? "" : " class=\"" + style + "\"") + " x=\"" +
           std::to_string(x) + "\" y=\"" + std::to_string(y) + "\">" + xml_text(text) + "</text>";
  }

  static std::string shown(const Column& column) {
    std::string text = "  " + text_at(column.x, kTop - 20, "head", column.head) + "\n";
    for (const Box& box : column.boxes)
      text += "  <g class=\"" + box.kind + "\"><title>" + xml_text(box.title) + " " +
              xml_text(box.sub) + "</title><rect x=\"" + std::to_string(column.x) + "\" y=\"" +
              std::to_string(box.y) + "\" width=\"" + std::to_string(column.width) +
              "\" height=\"" + std::to_string(kBoxHeight) + "\" rx=\"4\"/>" +
              text_at(column.x + kLetter, box.y + 16, "", fitting(box.title)) +
              text_at(column.x + kLetter, box.y + 32, "sub", fitting(box.sub)) + "</g>\n";
    return text;
  }

  static std::string line(const Column& from, std::size_t i, const Column& to, std::size_t j,
                          std::string_view style) {
    const int x1 = from.x + from.width;
    const int y1 = from.boxes[i].y + kBoxHeight / 2;
    const int y2 = to.boxes[j].y + kBoxHeight / 2;
    const std::string middle = std::to_string((x1 + to.x) / 2);
    return "  <path class=\"" + std::string(style) + "\" d=\"M " + std::to_string(x1) + " " +
           std::to_string(y1) + " C " + middle + " " + std::to_string(y1) + " " + middle + " " +
           std::to_string(y2) + " " + std::to_string(to.x) + " " + std::to_string(y2) + "\"/>\n";
  }

  /// From the left to the right; what belongs to a credential passes behind its database.
  std::string lines() const {
    std::string text;
    for (std::size_t i = 0; i < map_.claims.size(); ++i) {
      const UseMap::Use& use = map_.claims[i];
      for (const std::size_t service : use.services)
        text += line(services_, service, uses_, i, "asks");
      text += line(uses_, i, databases_, use.database, "opens");
      for (const auto& [part, entry] : use.entries)
        text += line(databases_, use.database, entries_, entry, to_string(part));
    }
    return text;
  }

  const UseMap& map_;
  Column services_{};
  Column uses_{};
  Column databases_{};
  Column entries_{};
  int width_ = 0;
  int height_ = kTop;
};

}  // namespace

std::string map_svg(const Claims& claims) {
  const UseMap map = use_map_of(claims);
  return Picture(map).svg();
}

}  // namespace pgberth
