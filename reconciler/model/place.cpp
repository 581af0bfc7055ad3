#include "reconciler/model/place.h"

namespace pgberth {

std::string key_of(const Layout& layout, Field field) {
  for (const auto& [key, slot] : layout.keys)
    if (const auto* held = std::get_if<Field>(&slot.what); held != nullptr && *held == field)
      return key;
  return {};
}

std::string_view to_string(Part part) {
  switch (part) {
    case Part::Authority:
      return "authority";
    case Part::Copy:
      return "copy";
    case Part::Mirror:
      return "mirror";
    case Part::Override:
      break;
  }
  return "override";
}

}  // namespace pgberth
