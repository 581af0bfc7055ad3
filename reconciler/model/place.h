#pragma once

#include "reconciler/base/shared.h"
#include "reconciler/model/document.h"
#include "reconciler/model/entry.h"

#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace pgberth {

/// What one key of an entry holds: a field of the credential, or a constant ("true").
struct Slot {
  std::variant<Field, std::string> what;
  bool number = false;  ///< Written as a JSON number where the envelope is JSON.

  bool operator==(const Slot&) const = default;
};

/// How an entry is laid out. `envelope` names the one key that holds all of it as the rotatable
/// state map of a rotating secret; "" when the keys stand in the entry itself. What is observed,
/// planned and written are the keys, with the envelope opened.
struct Layout {
  std::map<std::string, Slot> keys{};
  std::string envelope{};
  bool keys_of_values = false;  ///< Values chose the keys, so what they hold may be anything: it is
                                ///< shown only where it is what the claim asks for.
  HelmRelease release{};        ///< Which renders the entry too, and takes over one that is there.

  bool operator==(const Layout&) const = default;
};

/// The key of `layout` that holds `field`, or "" when none does.
std::string key_of(const Layout& layout, Field field);

/// A claim's part in an entry. Authority decides the content; Copy follows it; Mirror is synced by
/// others and only observed; Override wins for the pod.
enum class Part { Authority, Copy, Mirror, Override };

/// "authority", "copy", "mirror", "override".
std::string_view to_string(Part part);

/// How the entry may come to be. MustExist: someone else makes it. WholeEntry: created in one
/// atomic step. MissingKeys: a shared entry, to which absent keys are added.
enum class Birth { MustExist, WholeEntry, MissingKeys };

struct Place {
  EntryRef entry;
  Part part;
  Birth birth;
  Shared<Layout> layout;
  SourcePos asked_at{};

  bool may_create() const { return birth != Birth::MustExist; }

  /// Where it was asked for does not count.
  bool operator==(const Place& other) const {
    return entry == other.entry && part == other.part && birth == other.birth &&
           layout == other.layout;
  }
};

/// A key that is added after the login worked: "ready means proved".
struct Mark {
  KeyRef key;
  std::string value;
  bool by_hand = false;  ///< Its store takes no key later: a person is told, once the login worked.

  bool operator==(const Mark&) const = default;
};

}  // namespace pgberth
