-- Looks that stylesheets cannot give, for both renderers: widths and text sizes of tables in
-- Word and Typst, and the small line under a table that names its source.

local TEXT_WIDTH = 470 -- points: A4 less margins of 22 mm, as in reference.docx and typst/
local CELL_PADDING = 8 -- points, left and right together
local CHARACTER = FORMAT == 'docx' and 0.56 or 0.5 -- its mean width, as a part of the text size
local SIZES = { 8.5, 7.5, 6.5, 5.5 } -- points
local STYLES = { 'Table Text', 'Table Text Small', 'Table Text Tiny', 'Table Text Minute' }
local SENTENCE = 30 -- characters: a longer cell is set flush left, not centred
local LONGEST = 50 -- characters: of what a longer cell has above it, width grows with the root
local FULL = 0.6 -- a table wider than this part of the page is drawn across the whole page

local function length(text) return utf8.len(text) or #text end

-- What a cell asks for: its length, but of a paragraph much less.
local function demand(characters)
  if characters <= LONGEST then return characters end
  return LONGEST + 3 * math.sqrt(characters - LONGEST)
end

local function longest_word(text)
  local longest = 0
  for word in text:gmatch('%S+') do longest = math.max(longest, length(word)) end
  return longest
end

local function rows_of(tbl)
  local rows = pandoc.List({})
  rows:extend(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do
    rows:extend(body.head)
    rows:extend(body.body)
  end
  rows:extend(tbl.foot.rows)
  return rows
end

-- For each column its longest cell and its longest word, in characters.
local function measure(tbl)
  local columns = {}
  for i = 1, #tbl.colspecs do columns[i] = { cell = 1, word = 1 } end
  for _, row in ipairs(rows_of(tbl)) do
    local i = 1
    for _, cell in ipairs(row.cells) do
      if cell.col_span == 1 and columns[i] then
        local text = pandoc.utils.stringify(cell.contents)
        columns[i].cell = math.max(columns[i].cell, demand(length(text)))
        columns[i].word = math.max(columns[i].word, longest_word(text))
      end
      i = i + cell.col_span
    end
  end
  for _, column in ipairs(columns) do column.cell = math.max(column.cell, column.word) end
  return columns
end

local function total(columns, size, width_of)
  local sum = 0
  for _, column in ipairs(columns) do
    sum = sum + width_of(column) * size * CHARACTER + CELL_PADDING
  end
  return sum
end

local function whole(column) return column.cell end
local function least(column) return column.word end
-- A number with its interval stays on one line; two lines of text are easy to read, more are not.
local function readable(column)
  return column.cell <= 13 and column.cell
    or math.max(column.word, math.min(column.cell / 2, 30))
end

local function choose_size(columns)
  for i, size in ipairs(SIZES) do
    if total(columns, size, readable) <= TEXT_WIDTH then return i end
  end
  return #SIZES
end

-- The width of each column as a part of the page.
local function share_out(columns, size)
  local wanted, needed = total(columns, size, whole), total(columns, size, least)
  local widths = {}
  for i, column in ipairs(columns) do
    local cell = column.cell * size * CHARACTER + CELL_PADDING
    local word = column.word * size * CHARACTER + CELL_PADDING
    if wanted < FULL * TEXT_WIDTH then
      widths[i] = cell * 1.1 / TEXT_WIDTH
    elseif wanted <= TEXT_WIDTH then
      widths[i] = cell / wanted
    elseif needed < TEXT_WIDTH then
      local rest = (TEXT_WIDTH - needed) / (wanted - needed)
      widths[i] = (word + (cell - word) * rest) / TEXT_WIDTH
    else
      widths[i] = word / needed
    end
  end
  return widths
end

-- Word: the text size of a cell is a paragraph style.
local function set_cell_styles(tbl, style)
  local function set(rows, name)
    for _, row in ipairs(rows) do
      for _, cell in ipairs(row.cells) do
        local blocks = pandoc.Blocks(cell.contents):map(function(block)
          return block.t == 'Plain' and pandoc.Para(block.content) or block
        end)
        cell.contents = { pandoc.Div(blocks, { ['custom-style'] = name }) }
      end
    end
  end
  set(tbl.head.rows, (style:gsub('Text', 'Head')))
  for _, body in ipairs(tbl.bodies) do set(body.body, style) end
end

local function embolden_head(tbl)
  for _, row in ipairs(tbl.head.rows) do
    for _, cell in ipairs(row.cells) do
      cell.contents = pandoc.Blocks(cell.contents):map(function(block)
        return block.content and pandoc.Plain { pandoc.Strong(block.content) } or block
      end)
    end
  end
end

local function fit(tbl)
  local columns = measure(tbl)
  local chosen = choose_size(columns)
  local widths = {} -- none: a browser shares the width out better than anyone
  if FORMAT == 'docx' then
    widths = share_out(columns, SIZES[chosen])
    set_cell_styles(tbl, STYLES[chosen])
  elseif FORMAT == 'typst' then
    widths = share_out(columns, SIZES[chosen])
    tbl.attributes['typst:text:size'] = SIZES[chosen] .. 'pt'
    embolden_head(tbl)
  end
  for i, spec in ipairs(tbl.colspecs) do
    local alignment = columns[i].cell > SENTENCE and pandoc.AlignLeft or spec[1]
    tbl.colspecs[i] = { alignment, widths[i] }
  end
  return tbl
end

local function source(div)
  if not div.classes:includes('source') then return nil end
  if FORMAT == 'docx' then div.attributes['custom-style'] = 'Source' end
  if FORMAT == 'typst' then
    div.attributes['typst:text:size'] = '0.8em'
    div.attributes['typst:below'] = '1.8em'
  end
  return div
end

return { { Div = source, Table = fit } }
