#include "reconciler/base/short_text.h"

namespace pgberth {
namespace {

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0u) == 0x80u;
}

}  // namespace

std::string short_text(std::string text) {
  if (text.size() <= kLongestText) return text;
  std::size_t begin = kLongestText / 2;
  std::size_t end = text.size() - kLongestText / 4;
  while (begin > 0 && continues_character(text[begin])) --begin;
  while (end < text.size() && continues_character(text[end])) ++end;
  return text.substr(0, begin) + "\xe2\x80\xa6 (" + std::to_string(text.size()) +
         " bytes in all) \xe2\x80\xa6" + text.substr(end);
}

}  // namespace pgberth
